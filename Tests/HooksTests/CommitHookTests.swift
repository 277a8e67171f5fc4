import TestKit
import Testing

@Suite struct CommitHookTests {
  @Test func dataThatDiffersFromItsPointer() throws {
    try withScratch { scratch in
      let clone = try Clone.project(in: scratch)
      try clone.place.write("1", to: "d/a")
      try clone.track("d", "data")
      try clone.place.write("2", to: "d/a")
      let outcome = try clone.refused("git", "commit", "-q", "--allow-empty", "-m", "x")
      #expect(outcome.stderr.contains("d.dvc: d is not what it says"))
      #expect(outcome.stderr.contains("cairn add d && git add d.dvc"))
      // Recorded but not staged is still not what is committed.
      try clone.ok("cairn", "add", "-q", "d")
      try clone.refused("git", "commit", "-q", "--allow-empty", "-m", "x")
      try clone.ok("git", "commit", "-q", "-am", "x")
      try clone.place.write("3", to: "d/a")
      try clone.ok("git", "commit", "-q", "--no-verify", "--allow-empty", "-m", "skipped")
    }
  }

  @Test func withoutDataPeopleMayCommit() throws {
    try withScratch { scratch in
      let clone = try Clone.project(in: scratch)
      try clone.place.write("1", to: "d/a")
      try clone.track("d", "data")
      try clone.ok("git", "clone", "-q", ".", "../bob")
      let bob = try Clone("bob", in: scratch)
      try bob.ok("cairn", "install", "-q")
      try bob.place.write("code", to: "code.py")
      try bob.commit("code")
    }
  }

  @Test func objectsThatNobodyHas() throws {
    try withScratch { scratch in
      let clone = try Clone.project(in: scratch)
      try clone.place.write("1", to: "f")
      try clone.ok("cairn", "add", "-q", "f")
      try clone.ok("cairn", "push", "-q")
      try clone.place.remove(".dvc/cache")
      try clone.place.remove("f")
      try clone.commit("on the remote")
      try clone.place.write(
        "outs:\n- md5: 22222222222222222222222222222222\n  size: 1\n  hash: md5\n  path: g\n", to: "g.dvc")
      try clone.ok("git", "add", "g.dvc")
      let outcome = try clone.refused("git", "commit", "-q", "-m", "x")
      #expect(outcome.stderr.contains("g.dvc: 1 object of g not on remote 'store'"))
    }
  }

  @Test func conflictMarksAndBrokenFiles() throws {
    try withScratch { scratch in
      let clone = try Clone.project(in: scratch)
      try clone.place.write("<<<<<<< a\nouts: 1\n=======\nouts: 2\n>>>>>>> b\n", to: "g.dvc")
      try clone.place.write("stages: [\n", to: "dvc.yaml")
      try clone.ok("git", "add", "-A")
      let outcome = try clone.refused("git", "commit", "-q", "-m", "x")
      #expect(outcome.stderr.contains("g.dvc: has conflict marks"))
      #expect(outcome.stderr.contains("dvc.yaml: "))
    }
  }

  @Test func whatGitShouldNotGet() throws {
    try withScratch { scratch in
      let clone = try Clone.project(in: scratch)
      try clone.place.write([UInt8](repeating: 65, count: 6_000_000), to: "big.txt")
      try clone.place.write([UInt8](repeating: 0, count: 1_500_000), to: "binary")
      try clone.place.write("x", to: "net.safetensors")
      try clone.place.write(
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", to: "lfs.pt")
      try clone.ok("git", "add", "-A")
      let outcome = try clone.refused("git", "commit", "-q", "-m", "x")
      for name in ["big.txt", "binary", "net.safetensors"] { #expect(outcome.stderr.contains("  \(name): ")) }
      #expect(!outcome.stderr.contains("lfs.pt"))
      try clone.place.write(
        "size-limit: 10 MB\nbinary-limit: off\npatterns: ['*.bin']\nallow: [fixtures/]\n", to: "cairn.yaml")
      try clone.place.write("x", to: "fixtures/a.bin")
      try clone.commit("allowed")
      try clone.place.write("x", to: "a.bin")
      try clone.ok("git", "add", "-A")
      try clone.refused("git", "commit", "-q", "-m", "x")
    }
  }

  @Test func secretsInSharedConfiguration() throws {
    try withScratch { scratch in
      let clone = try Clone.project(in: scratch)
      let before = try clone.place.text(".dvc/config")
      try clone.place.write(
        before + "['remote \"cloud\"']\n    url = s3://b/p\n    secret_access_key = hush\n", to: ".dvc/config"
      )
      try clone.ok("git", "add", "-A")
      let outcome = try clone.refused("git", "commit", "-q", "-m", "x")
      #expect(outcome.stderr.contains("remote.cloud.secret_access_key is a secret"))
      #expect(!outcome.stderr.contains("hush"))
    }
  }

  @Test func stagesOutOfDateWhenThePolicySaysSo() throws {
    try withScratch { scratch in
      let clone = try Clone.project(in: scratch)
      try clone.place.write("stages:\n  s:\n    cmd: cp a b\n    deps: [a]\n    outs: [b]\n", to: "dvc.yaml")
      try clone.place.write("1\n", to: "a")
      try clone.ok("cairn", "repro", "-q")
      try clone.commit("pipeline")
      try clone.place.write("2\n", to: "a")
      try clone.commit("ignored")
      try clone.place.write("pipeline: refuse\n", to: "cairn.yaml")
      try clone.ok("git", "add", "-A")
      let outcome = try clone.refused("git", "commit", "-q", "-m", "x")
      #expect(outcome.stderr.contains("stage 's' is out of date: a is modified"))
      try clone.ok("cairn", "repro", "-q")
      try clone.commit("run")
    }
  }

  @Test func trailersTellWhatChanged() throws {
    try withScratch { scratch in
      let clone = try Clone.project(in: scratch)
      try clone.ok("cairn", "install", "-q", "--hook", "prepare-commit-msg")
      try clone.place.write("1\n", to: "f")
      try clone.track("f", "data")
      let said = try clone.ok("git", "log", "-1", "--format=%B").stdout
      #expect(said.contains("\nData: f md5:b026324c6904b2a9cb4b88d6d61c81d1\n"))
      try clone.ok("git", "commit", "-q", "--amend", "--no-edit")
      let amended = try clone.ok("git", "log", "-1", "--format=%B").stdout
      #expect(amended.split(separator: "\n").filter { $0.hasPrefix("Data: ") }.count == 1)
    }
  }

  @Test func aSparseCheckoutCommits() throws {
    try withScratch { scratch in
      let clone = try Clone.project(in: scratch)
      try clone.place.write("1", to: "one/d/a")
      try clone.place.write("1", to: "two/d/a")
      try clone.ok("cairn", "add", "-q", "one/d", "two/d")
      try clone.commit("data")
      try clone.ok("git", "sparse-checkout", "set", "--cone", "one", ".dvc")
      try clone.place.write("x", to: "one/code")
      try clone.commit("sparse")
      try clone.place.write("2", to: "one/d/a")
      try clone.refused("git", "commit", "-q", "--allow-empty", "-m", "x")
    }
  }

  @Test func partsOfTheIndexAreJudgedAsTheyAreCommitted() throws {
    try withScratch { scratch in
      let clone = try Clone.project(in: scratch)
      try clone.place.write("1", to: "d/a")
      try clone.track("d", "data")
      try clone.place.write("broken: [\n", to: "d.dvc")
      // What isn't staged doesn't count.
      try clone.place.write("x", to: "code")
      try clone.ok("git", "add", "code")
      try clone.ok("git", "commit", "-q", "-m", "code")
      try clone.refused("git", "commit", "-q", "-am", "broken")
    }
  }

  @Test func aProjectInsideAnotherIsItsOwnAffair() throws {
    try withScratch { scratch in
      let clone = try Clone.project(in: scratch)
      let inner = try Clone("ann/inner", in: scratch)
      try inner.ok("cairn", "init", "-q", "--subdir")
      try inner.ok("cairn", "remote", "add", "-q", "-d", "other", scratch.path("other"))
      try inner.place.write("1\n", to: "f")
      try inner.ok("cairn", "add", "-q", "f")
      try clone.place.write("2\n", to: "top")
      try clone.track("top", "both")
      try inner.place.write("3\n", to: "f")
      let refused = try clone.refused("git", "commit", "-q", "--allow-empty", "-m", "forgot")
      #expect(refused.stderr.contains("  inner/f.dvc: inner/f is not what it says\n"))
      #expect(!refused.stderr.contains("nobody"))
      // One that only warns does not loosen the other.
      try clone.place.write("policy: warn\n", to: "inner/cairn.yaml")
      let warned = try clone.ok("git", "commit", "-q", "--allow-empty", "-m", "warned")
      #expect(warned.stderr.contains("warning: inner/f.dvc"))
      try clone.place.write("4\n", to: "top")
      try clone.refused("git", "commit", "-q", "--allow-empty", "-m", "forgot")
      try clone.ok("cairn", "checkout", "-q", "-f")
      try inner.ok("cairn", "checkout", "-q", "-f")
      let server = try Clone("server.git", in: scratch)
      try server.ok("git", "init", "-q", "--bare")
      try server.ok("cairn", "install", "-q")
      try clone.ok("git", "push", "-q", server.place.root, "main")
      #expect(scratch.exists("other/files/md5/b0/26324c6904b2a9cb4b88d6d61c81d1"))
      #expect(scratch.exists("store/files/md5/26/ab0db90d72e28ad0ba1e22ee510510"))
      #expect(!scratch.exists("store/files/md5/b0"))
    }
  }
}

import TestKit
import Testing

@Suite struct ServerTests {
  private func team(in scratch: Scratch) throws -> Clone {
    let server = try Clone("server.git", in: scratch)
    try server.ok("git", "init", "-q", "--bare")
    try server.ok("cairn", "install", "-q")
    let ann = try Clone.project(in: scratch)
    try ann.ok("git", "remote", "add", "origin", server.place.root)
    try ann.ok("git", "push", "-q", "-u", "origin", "main")
    return ann
  }

  @Test func aForgottenPushIsRefusedMendedAccepted() throws {
    try withScratch { scratch in
      let ann = try team(in: scratch)
      try ann.place.write("1", to: "d/a")
      try ann.track("d", "data")
      let refused = try ann.refused("git", "push", "--no-verify", "-q", "origin", "main")
      #expect(refused.stderr.contains("cairn refuses this push"))
      #expect(refused.stderr.contains("object of d not on remote 'store'"))
      try ann.ok("cairn", "push", "-q")
      try ann.ok("git", "push", "--no-verify", "-q", "origin", "main")
    }
  }

  @Test func aMemberThatIsGoneIsNoticed() throws {
    try withScratch { scratch in
      let ann = try team(in: scratch)
      try ann.place.write("1\n", to: "d/a")
      try ann.track("d", "data")
      try ann.ok("cairn", "push", "-q")
      try scratch.remove("store/files/md5/b0/26324c6904b2a9cb4b88d6d61c81d1")
      try ann.refused("git", "push", "--no-verify", "-q", "origin", "main")
    }
  }

  @Test func pushSendsWhatTheCommitsNeedAndNothingElse() throws {
    try withScratch { scratch in
      let ann = try team(in: scratch)
      try ann.place.write("1\n", to: "f")
      try ann.track("f", "one")
      try ann.place.write("2\n", to: "f")
      try ann.track("f", "two")
      // Recorded, but in no pushed commit.
      try ann.ok("git", "branch", "later")
      try ann.ok("git", "checkout", "-q", "later")
      try ann.place.write("3\n", to: "f")
      try ann.track("f", "three")
      let outcome = try ann.ok("git", "push", "-q", "origin", "main")
      #expect(outcome.stderr.contains("2 files pushed"))
      #expect(scratch.exists("store/files/md5/b0/26324c6904b2a9cb4b88d6d61c81d1"))
      #expect(scratch.exists("store/files/md5/26/ab0db90d72e28ad0ba1e22ee510510"))
      #expect(!scratch.exists("store/files/md5/6d/7fce9fee471194aa8b5b6e47267f03"))
    }
  }

  @Test func pushRefusesWhatItCannotSend() throws {
    try withScratch { scratch in
      let ann = try team(in: scratch)
      try ann.place.write("1\n", to: "f")
      try ann.track("f", "one")
      try ann.place.remove(".dvc/cache")
      let refused = try ann.refused("git", "push", "-q", "origin", "main")
      #expect(refused.stderr.contains("f.dvc in "))
      #expect(refused.stderr.contains("git push --no-verify"))
      try ann.ok("cairn", "commit", "-q", "-f")
      try ann.ok("git", "push", "-q", "origin", "main")
      try ann.ok("git", "config", "cairn.push", "check")
      try ann.place.write("2\n", to: "f")
      try ann.track("f", "two")
      try ann.refused("git", "push", "-q", "origin", "main")
      try ann.ok("cairn", "push", "-q")
      try ann.ok("git", "push", "-q", "origin", "main")
      try ann.ok("git", "push", "-q", "origin", "main:copy")
      try ann.ok("git", "push", "-q", "origin", ":copy")
    }
  }

  @Test func contradictingAndStalePipelinesAreRefused() throws {
    try withScratch { scratch in
      let ann = try team(in: scratch)
      try ann.place.write("stages:\n  s:\n    cmd: cp a b\n    deps: [a]\n    outs: [b]\n", to: "dvc.yaml")
      try ann.place.write("1\n", to: "a")
      try ann.ok("cairn", "repro", "-q")
      try ann.commit("run")
      try ann.ok("git", "push", "-q", "origin", "main")
      try ann.place.write("2\n", to: "a")
      try ann.commit("stale")
      let stale = try ann.refused("git", "push", "-q", "origin", "main")
      #expect(stale.stderr.contains("stage 's' is out of date: a changed"))
      expectExit(try ann.run(["cairn", "verify", "--range", "origin/main..HEAD"]), 1)
      try ann.place.write("stages:\n  s:\n    cmd: cp ./a b\n    deps: [a]\n    outs: [b]\n", to: "dvc.yaml")
      try ann.commit("contradicts")
      let other = try ann.refused("git", "push", "-q", "origin", "main")
      #expect(other.stderr.contains("cmd of dvc.lock and dvc.yaml differ"))
      try ann.ok("cairn", "repro", "-q")
      try ann.commit("run again")
      try ann.ok("git", "push", "-q", "origin", "main")
      try ann.ok("cairn", "verify", "--range", "HEAD~2..HEAD", "--remote-only")
    }
  }

  @Test func updateAcceptsTheOtherBranches() throws {
    try withScratch { scratch in
      let ann = try team(in: scratch)
      let server = try Clone("server.git", in: scratch)
      try server.ok("cairn", "uninstall", "-q")
      try server.ok("cairn", "install", "-q", "--hook", "update")
      try ann.ok("git", "branch", "fine")
      try ann.ok("git", "checkout", "-q", "-b", "bad")
      try ann.place.write("1\n", to: "f")
      try ann.track("f", "one")
      try ann.refused("git", "push", "--no-verify", "-q", "origin", "bad", "fine")
      let branches = try server.ok("git", "branch", "--format=%(refname:short)").stdout
      #expect(branches.split(separator: "\n").sorted() == ["fine", "main"])
      try server.ok("git", "config", "cairn.policy", "warn")
      try ann.ok("git", "push", "--no-verify", "-q", "origin", "bad")
    }
  }

  @Test func aShallowCloneVerifiesAndPushes() throws {
    try withScratch { scratch in
      let ann = try team(in: scratch)
      try ann.place.write("1\n", to: "f")
      try ann.track("f", "one")
      try ann.place.write("2\n", to: "f")
      try ann.track("f", "two")
      try ann.ok("git", "push", "-q", "origin", "main")
      let ci = try Clone.of(
        "file://" + scratch.path("server.git"), "ci", in: scratch, arguments: ["--depth", "1"])
      let seen = try ci.ok("cairn", "verify", "--remote-only", "--json")
      #expect(seen.stdout == #"{"ok": true, "commits": 1, "objects": 1, "problems": []}"# + "\n")
      try ci.place.write("3\n", to: "f")
      try ci.ok("cairn", "add", "-q", "f")
      try ci.commit("three")
      try ci.ok("git", "push", "-q", "origin", "HEAD:main")
      #expect(scratch.exists("store/files/md5/6d/7fce9fee471194aa8b5b6e47267f03"))
      try scratch.remove("store")
      expectExit(try ci.run(["cairn", "verify", "--remote-only"]), 1)
      try ci.ok("cairn", "verify")
    }
  }
}

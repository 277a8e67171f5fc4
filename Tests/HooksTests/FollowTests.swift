import TestKit
import Testing

/// Data that follows what git does to the files of ours.
@Suite struct FollowTests {
  /// `main` with one file in `d`, `side` with two.
  private func branches(in scratch: Scratch) throws -> Clone {
    let clone = try Clone.project(in: scratch)
    try clone.place.write("1", to: "d/a")
    try clone.track("d", "data")
    try clone.ok("git", "checkout", "-q", "-b", "side")
    try clone.place.write("2", to: "d/b")
    try clone.track("d", "more")
    return clone
  }

  @Test func branchesDetachedHeadsAndBisect() throws {
    try withScratch { scratch in
      let clone = try branches(in: scratch)
      try clone.ok("git", "checkout", "-q", "main")
      #expect(try clone.names("d") == ["a"])
      try clone.ok("git", "checkout", "-q", "--detach", "side")
      #expect(try clone.names("d") == ["a", "b"])
      try clone.ok("git", "switch", "-q", "side")
      try clone.place.write("3", to: "d/c")
      try clone.track("d", "third")
      try clone.ok("git", "bisect", "start", "HEAD", "main")
      #expect(try clone.names("d") == ["a", "b"])
      try clone.ok("git", "bisect", "reset")
      #expect(try clone.names("d") == ["a", "b", "c"])
    }
  }

  /// The commits before the last one are not there.
  @Test func aShallowCloneIsAsGood() throws {
    try withScratch { scratch in
      let clone = try branches(in: scratch)
      try clone.ok("cairn", "push")
      let shallow = try Clone.of(
        "file://" + clone.place.root, "bob", in: scratch, arguments: ["--depth", "1", "--branch", "side"])
      try shallow.ok("cairn", "pull")
      #expect(try shallow.names("d") == ["a", "b"])
      #expect(try shallow.ok("cairn", "log", "d.dvc").stdout.contains("more"))
      try shallow.place.write("3", to: "d/c")
      try shallow.ok("cairn", "add", "-q", "d")
      try shallow.place.write("4", to: "d/c")
      try shallow.ok("git", "add", "-A")
      let refusal = try shallow.refused("git", "commit", "-m", "third")
      #expect(refusal.stderr.contains("d is not what it says"))
      try shallow.ok("cairn", "checkout", "-q", "-f")
      try shallow.ok("git", "commit", "-q", "-m", "third")
      try shallow.ok("cairn", "verify", "--range", "HEAD~1..HEAD")
    }
  }

  @Test func dataThatNobodyElseHasIsLeftAlone() throws {
    try withScratch { scratch in
      let clone = try branches(in: scratch)
      try clone.place.write("only here", to: "d/new")
      let outcome = try clone.ok("git", "checkout", "-q", "main")
      #expect(outcome.stderr.contains("left alone, as nobody else has it: d/new"))
      #expect(try clone.place.text("d/new") == "only here")
      #expect(try clone.names("d") == ["a", "b", "new"])
    }
  }

  @Test func dataThatTheCacheLacksIsTold() throws {
    try withScratch { scratch in
      let clone = try branches(in: scratch)
      try clone.ok("git", "checkout", "-q", "main")
      try clone.place.remove(".dvc/cache")
      let outcome = try clone.ok("git", "checkout", "-q", "side")
      #expect(outcome.stderr.contains("not in the cache: d"))
      #expect(try clone.names("d") == ["a"])
    }
  }

  @Test func rebaseBringsDataOnceAtItsEnd() throws {
    try withScratch { scratch in
      let clone = try branches(in: scratch)
      try clone.ok("git", "checkout", "-q", "main")
      try clone.place.write("x", to: "code")
      try clone.commit("code")
      try clone.ok("git", "checkout", "-q", "side")
      try clone.ok("git", "rebase", "-q", "main")
      #expect(try clone.names("d") == ["a", "b"])
      #expect(try clone.ok("cairn", "status").stdout.contains("up to date"))
    }
  }

  @Test func cherryPickAndStash() throws {
    try withScratch { scratch in
      let clone = try branches(in: scratch)
      try clone.ok("git", "checkout", "-q", "main")
      try clone.place.write("x", to: "code")
      try clone.commit("code")
      try clone.ok("git", "cherry-pick", "side")
      try clone.ok("cairn", "checkout", "-q")
      #expect(try clone.names("d") == ["a", "b"])
      try clone.place.write("9", to: "d/z")
      try clone.ok("cairn", "add", "-q", "d")
      try clone.ok("git", "stash", "-q")
      try clone.ok("git", "stash", "pop", "-q")
      #expect(try clone.names("d") == ["a", "b", "z"])
    }
  }

  @Test func singleFilesAndNothingToDo() throws {
    try withScratch { scratch in
      let clone = try branches(in: scratch)
      try clone.ok("git", "checkout", "-q", "main", "--", "d.dvc")
      #expect(try clone.names("d") == ["a", "b"])
      try clone.ok("git", "checkout", "-q", "side", "--", "d.dvc")
      let outcome = try clone.ok("git", "checkout", "-q", "-b", "third")
      #expect(outcome.stderr == "")
      try clone.ok("git", "config", "cairn.checkout", "false")
      try clone.ok("git", "checkout", "-q", "main")
      #expect(try clone.names("d") == ["a", "b"])
    }
  }

  @Test func aMergeByTheDriver() throws {
    try withScratch { scratch in
      let clone = try branches(in: scratch)
      try clone.ok("git", "checkout", "-q", "main")
      try clone.place.write("3", to: "d/c")
      try clone.track("d", "third")
      try clone.ok("git", "merge", "-q", "side", "-m", "merged")
      #expect(try clone.names("d") == ["a", "b", "c"])
      #expect(try clone.ok("git", "status", "--short").stdout == "")
    }
  }
}

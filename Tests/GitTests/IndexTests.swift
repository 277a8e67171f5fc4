import Files
import Foundation
import TestKit
import Testing

@testable import Git

private let oddNames = [
  "a", "a b", "a\nb", "a\"b", "a\\b", "ä", "日本/語", "-x", ":magic", "*", "d/e/f", "d/e.f", "d-e", "d/é f/g",
  "trailing ", "a/b", "é/é",
].filter { $0 != "a/b" }

@Test(arguments: [2, 4]) func listsTheSameFilesAsGit(version: Int) throws {
  try withRepository { sandbox in
    try sandbox.git("config", "index.version", "\(version)")
    try sandbox.git("config", "core.quotePath", "false")
    _ = try sandbox.commit(files: oddNames)
    try sandbox.git("update-index", "--index-version", "\(version)")
    let listed = try sandbox.git("ls-files", "-z").split(separator: "\0").map(String.init)
    let repository = try sandbox.repository()
    #expect(try repository.trackedPaths() == listed)
    #expect(listed.count == oddNames.count)
    for name in oddNames { #expect(try repository.isTracked(name), "\(name)") }
    for name in ["b", "a b c", "d/e/g", "Ä", "日本/", "日", "d/e/f/g"] where name != "日本/" {
      #expect(try !repository.isTracked(name), "\(name)")
    }
    #expect(try repository.isTracked("d/e"))
    #expect(try repository.trackedPaths(below: "d") == listed.filter { $0.hasPrefix("d/") })
    #expect(try repository.trackedPaths(below: "d/e") == ["d/e/f"])
    #expect(try repository.isTracked(sandbox.scratch.path("repo/d/e/f")))
  }
}

@Test func countsAConflictedPathOnce() throws {
  for version in [2, 4] {
    try withRepository { sandbox in
      _ = try sandbox.commit(files: ["a", "b", "c"])
      let blob = try sandbox.git("rev-parse", "HEAD:b").dropLast()
      let lines = (1...3).map { "100644 \(blob) \($0)\tb\n" }.joined()
      try sandbox.git("rm", "--cached", "--quiet", "b")
      try sandbox.git("update-index", "--index-info", stdin: lines)
      try sandbox.git("update-index", "--index-version", "\(version)")
      #expect(try sandbox.repository().trackedPaths() == ["a", "b", "c"])
    }
  }
}

@Test func readsExtendedEntriesOfVersionThree() throws {
  try withRepository { sandbox in
    _ = try sandbox.commit(files: ["a"])
    try sandbox.scratch.write("x", to: "repo/later")
    try sandbox.git("add", "--intent-to-add", "later")
    try sandbox.git("update-index", "--skip-worktree", "a")
    #expect(try sandbox.scratch.bytes("repo/.git/index")[7] == 3)
    #expect(try sandbox.repository().trackedPaths() == ["a", "later"])
  }
}

@Test func asksGitToUnfoldASplitIndex() throws {
  try withRepository { sandbox in
    _ = try sandbox.commit(files: ["a", "d/b"])
    try sandbox.git("update-index", "--split-index")
    try sandbox.scratch.write("x", to: "repo/c")
    try sandbox.git("add", "c")
    #expect(
      throws: GitError.unsupported(feature: "split index", path: sandbox.scratch.path("repo/.git/index"))
    ) {
      try GitIndex.read(sandbox.scratch.path("repo/.git/index"))
    }
    #expect(try sandbox.repository().trackedPaths() == ["a", "c", "d/b"])
    try sandbox.scratch.write("y", to: "repo/e")
    #expect(try sandbox.repository().stage(["e"]) == ["e"])
    #expect(try sandbox.repository().isTracked("e"))
  }
}

@Test func asksGitToUnfoldASparseIndex() throws {
  try withRepository { sandbox in
    _ = try sandbox.commit(files: ["in/a", "out/b", "out/deep/c"])
    try sandbox.git("sparse-checkout", "set", "--cone", "--sparse-index", "in")
    let repository = try sandbox.repository()
    #expect(try repository.trackedPaths() == ["in/a", "out/b", "out/deep/c"])
    // extensions.worktreeConfig is set here, which older libgit2 refuse to open.
    let head = try #require(try repository.headCommit())
    #expect(try repository.tree(at: head).read("out/b") == Array("out/b".utf8))
  }
}

@Test func noticesAChangedIndex() throws {
  try withRepository { sandbox in
    let repository = try sandbox.repository()
    try sandbox.scratch.write("x", to: "repo/a")
    #expect(try !repository.isTracked("a"))
    try sandbox.git("add", "a")
    #expect(try repository.isTracked("a"))
  }
}

@Test func aLargeIndexIsReadWhole() throws {
  try withRepository { sandbox in
    let blob = try sandbox.git("hash-object", "-w", "--stdin", stdin: "x").dropLast()
    let lines = (0..<30_000).map { "100644 \(blob) 0\tdata/\($0 % 97)/file-\($0)\n" }.joined()
    try sandbox.git("update-index", "--index-info", stdin: lines)
    for version in [2, 4] {
      try sandbox.git("update-index", "--index-version", "\(version)")
      let repository = try sandbox.repository()
      let expected = try sandbox.git("ls-files", "-z").split(separator: "\0").map(String.init)
      #expect(try repository.trackedPaths() == expected)
      #expect(try repository.isTracked("data/5/file-5"))
      #expect(try repository.trackedPaths(below: "data/96").count == 30_000 / 97)
    }
  }
}

@Test func aDamagedIndexIsAnErrorNotACrash() throws {
  for version in [2, 4] {
    try withRepository { sandbox in
      _ = try sandbox.commit(files: ["some/path", "some/other", "third"])
      try sandbox.git("update-index", "--index-version", "\(version)")
      let whole = try sandbox.scratch.bytes("repo/.git/index")
      let path = sandbox.scratch.path("damaged")
      var random = SeededRandom(seed: 7)
      for length in 0..<whole.count {
        // The entries may be complete before the extensions are.
        _ = try? GitIndex.parse(Array(whole[..<length]), path: path)
      }
      for _ in 0..<2000 {
        var bytes = whole
        for _ in 0..<3 { bytes[random.int(below: bytes.count)] = UInt8(truncatingIfNeeded: random.next()) }
        _ = try? GitIndex.parse(bytes, path: path)
      }
      #expect(throws: GitError.self) { try GitIndex.parse(Array(whole[..<40]), path: path) }
      let nonsense = Array("nonsense that is long enough to hold a header".utf8)
      #expect(throws: GitError.badIndex(path: path, detail: "no DIRC header")) {
        try GitIndex.parse(nonsense, path: path)
      }
    }
  }
}

@Test func aHookSeesTheIndexOfItsCommit() throws {
  try withRepository { sandbox in
    _ = try sandbox.commit(files: ["a"])
    let path = sandbox.scratch.path("repo/.git/index.commit")
    try FileManager.default.copyItem(atPath: sandbox.scratch.path("repo/.git/index"), toPath: path)
    let own = ["GIT_DIR": ".git", "GIT_INDEX_FILE": path]
    try sandbox.scratch.write("x", to: "repo/b")
    try sandbox.repository("repo", own).stage(["b"])
    #expect(try sandbox.repository("repo", own).isTracked("b"))
    #expect(try !sandbox.repository().isTracked("b"))
    // A hook of another repository that calls us: its index is none of ours.
    let foreign = ["GIT_DIR": sandbox.scratch.path("other/.git"), "GIT_INDEX_FILE": path]
    #expect(try !sandbox.repository("repo", foreign).isTracked("b"))
    #expect(try sandbox.repository("repo", foreign).status(.all).untracked == ["b"])
  }
}

import TestKit
import Testing

@testable import Git

@Test func readsACommit() throws {
  try withRepository { sandbox in
    let first = try sandbox.commit("one")
    let id = try sandbox.commit("Sümmary\n\nBody.", time: 1_700_000_060)
    let commit = try sandbox.repository().commit(id)
    #expect(commit.message == "Sümmary\n\nBody.\n")
    #expect(commit.summary == "Sümmary")
    #expect(commit.parents == [first])
    #expect(
      commit.author == GitSignature(name: "A", email: "a@example.com", time: 1_700_000_060, offset: 90))
    #expect(try commit.tree.hex == sandbox.git("rev-parse", "HEAD^{tree}").dropLast())
  }
}

@Test func walksHistoryLikeGitLog() throws {
  try withRepository { sandbox in
    for i in 0..<4 { _ = try sandbox.commit("m\(i)", time: 1_700_000_000 + i * 100) }
    try sandbox.git("checkout", "--quiet", "-b", "side", "HEAD~2")
    for i in 0..<3 { _ = try sandbox.commit("s\(i)", time: 1_700_000_050 + i * 100) }
    try sandbox.git("checkout", "--quiet", "main")
    try sandbox.git("merge", "--quiet", "--no-ff", "-m", "join", "side")
    let repository = try sandbox.repository()
    let head = try #require(try repository.headCommit())
    #expect(try repository.commit(head).parents.count == 2)
    func log(_ options: String...) throws -> [String] {
      let outcome = try sandbox.program.run(["log", "--format=%s"] + options)
      return outcome.stdout.split(separator: "\n").map(String.init)
    }
    #expect(try repository.commits(from: head).map(\.summary) == log())
    #expect(try repository.commits(from: head, count: 3).map(\.summary) == log("-3"))
    #expect(try repository.commits(from: head, count: 0).isEmpty)
    #expect(
      try repository.commits(from: head, firstParentOnly: true).map(\.summary) == log("--first-parent"))
  }
}

@Test func allCommitsReachesBranchesTagsAndADetachedHead() throws {
  try withRepository { sandbox in
    _ = try sandbox.commit("base")
    for (i, name) in ["branch", "tag", "detached", "other"].enumerated() {
      try sandbox.git("checkout", "--quiet", "--detach", "main")
      let id = try sandbox.commit(name, time: 1_700_000_000 + i)
      switch name {
      case "branch": try sandbox.git("branch", "topic")
      case "tag": try sandbox.git("tag", "--annotate", "-m", "t", "v1")
      // Experiments live under references of their own and don't count.
      case "other": try sandbox.git("update-ref", "refs/exps/aa/x", id.hex)
      default: break
      }
      if name == "detached" { try sandbox.git("update-ref", "refs/keep/me", id.hex) }
    }
    try sandbox.git("checkout", "--quiet", "--detach", "refs/keep/me")
    let repository = try sandbox.repository()
    #expect(Set(try repository.allCommits().map(\.summary)) == ["base", "branch", "tag", "detached"])
    #expect(try repository.references(below: "refs/exps/").count == 1)
  }
}

@Test func aShallowCloneEndsWhereItEnds() throws {
  try withRepository { sandbox in
    for i in 0..<5 { _ = try sandbox.commit("c\(i)", time: 1_700_000_000 + i) }
    let source = "file://" + sandbox.scratch.path("repo")
    try sandbox.git(in: "", "clone", "--quiet", "--depth", "2", source, "shallow")
    let repository = try sandbox.repository("shallow")
    let head = try #require(try repository.headCommit())
    #expect(try repository.commits(from: head).map(\.summary) == ["c4", "c3"])
    #expect(throws: GitError.unknownRevision("HEAD~3")) { try repository.resolve("HEAD~3") }
  }
}

@Test func aPartialCloneFetchesWhatItLacks() throws {
  try withRepository { sandbox in
    try sandbox.git("config", "uploadpack.allowFilter", "true")
    try sandbox.git("config", "uploadpack.allowAnySHA1InWant", "true")
    let id = try sandbox.commit(files: ["data/one"])
    let source = "file://" + sandbox.scratch.path("repo")
    try sandbox.git(in: "", "clone", "--quiet", "--no-checkout", "--filter=blob:none", source, "partial")
    let tree = try sandbox.repository("partial").tree(at: id)
    #expect(try tree.kind("data/one") == .file)
    #expect(try tree.read("data/one") == Array("data/one".utf8))
  }
}

@Test func aMissingObjectIsNamed() throws {
  try withRepository { sandbox in
    let id = try sandbox.commit(files: ["one"])
    let blob = try #require(GitID(hex: sandbox.git("rev-parse", "HEAD:one").dropLast()))
    try sandbox.scratch.remove("repo/.git/objects/\(blob.hex.prefix(2))/\(blob.hex.dropFirst(2))")
    let tree = try sandbox.repository().tree(at: id)
    #expect(throws: GitError.missingObject(blob)) { try tree.read("one") }
    #expect(throws: GitError.malformedObject(tree.root, detail: "a tree where a commit belongs")) {
      try sandbox.repository().commit(tree.root)
    }
  }
}

@Test func namesTheFilesThatDiffer() throws {
  try withRepository { sandbox in
    let old = try sandbox.commit(files: ["same/a", "gone/b", "changed", "kind", "deep/er/c", "a b\nc"])
    try sandbox.scratch.remove("repo/gone")
    try sandbox.scratch.remove("repo/kind")
    try sandbox.scratch.write("else", to: "repo/changed")
    try sandbox.scratch.setMode(0o755, of: "repo/deep/er/c")
    let new = try sandbox.commit(files: ["kind/now/a/directory", "deep/er/d"])
    let changes = try sandbox.repository().diffNames(old, new)
    let expected = try sandbox.git("diff", "--no-renames", "--name-status", "-z", old.hex, new.hex)
    let letters: [GitChange.Kind: String] = [.added: "A", .deleted: "D", .modified: "M"]
    let shown = changes.flatMap { [letters[$0.kind] ?? "?", $0.path] }
    #expect(shown == expected.split(separator: "\0").map(String.init))
    #expect(try sandbox.repository().diffNames(new, new).isEmpty)
  }
}

import TestKit
import Testing

@testable import Git

@Test func anEmptyRepositoryHasABranchButNoCommit() throws {
  try withRepository { sandbox in
    let repository = try sandbox.repository()
    #expect(try repository.headCommit() == nil)
    #expect(try repository.headName() == "main")
    #expect(try repository.branches().isEmpty)
    #expect(try repository.allCommits().isEmpty)
    #expect(try repository.index().count == 0)
    #expect(throws: GitError.unknownRevision("HEAD")) { try repository.resolve("HEAD") }
  }
}

@Test func readsHeadOnABranchAndDetached() throws {
  try withRepository { sandbox in
    let first = try sandbox.commit("one")
    let second = try sandbox.commit("two")
    try sandbox.git("checkout", "--quiet", "-b", "topic/deep")
    #expect(try sandbox.repository().head() == .branch("topic/deep", second))
    try sandbox.git("checkout", "--quiet", "--detach", "HEAD~1")
    #expect(try sandbox.repository().head() == .detached(first))
    #expect(try sandbox.repository().headName() == nil)
  }
}

@Test func looseReferencesWinOverPackedOnes() throws {
  try withRepository { sandbox in
    let first = try sandbox.commit("one")
    try sandbox.git("branch", "old")
    try sandbox.git("tag", "--annotate", "-m", "first", "v1")
    try sandbox.git("pack-refs", "--all")
    expectAbsent("repo/.git/refs/heads/old", in: sandbox.scratch)
    let second = try sandbox.commit("two")
    let repository = try sandbox.repository()
    #expect(try repository.headCommit() == second)
    #expect(try repository.branches().map(\.target) == [second, first])
    let tag = try #require(try repository.tags().first)
    #expect(tag.shortName == "v1" && tag.peeled == first && tag.target != first)
    #expect(try repository.commit(of: tag) == first)
  }
}

@Test func listsTheSameReferencesAsGit() throws {
  try withRepository { sandbox in
    _ = try sandbox.commit("one")
    for name in ["a/b", "a/b-c", "ä/ö", "z"] { try sandbox.git("branch", name) }
    try sandbox.git("pack-refs", "--all")
    for name in ["a/b2", "n"] { try sandbox.git("branch", name) }
    try sandbox.git("symbolic-ref", "refs/heads/alias", "refs/heads/z")
    // What a crashed or busy git leaves.
    try sandbox.scratch.write("", to: "repo/.git/refs/heads/busy.lock")
    try sandbox.scratch.write("", to: "repo/.git/refs/heads/torn")
    let listed = try sandbox.repository().references(below: "refs/heads/").map(\.name)
    let expected = try sandbox.git("for-each-ref", "--format=%(refname)", "refs/heads")
    #expect(listed == expected.split(separator: "\n").map(String.init))
  }
}

@Test func tellsAnnotatedTagsFromLightOnes() throws {
  try withRepository { sandbox in
    let commit = try sandbox.commit("one")
    try sandbox.git("tag", "light")
    try sandbox.repository().createTag("model@v1.0.0", at: commit, message: "Registering\n\nmore")
    try sandbox.git("tag", "--annotate", "-m", "tag of a tag", "nested", "model@v1.0.0")
    try sandbox.git("tag", "leaf", "HEAD^{tree}")
    let repository = try sandbox.repository()
    let tags = Dictionary(uniqueKeysWithValues: try repository.tags().map { ($0.shortName, $0) })
    let light = try #require(tags["light"])
    #expect(try repository.annotation(of: light) == nil)
    let annotated = try repository.annotation(of: try #require(tags["model@v1.0.0"]))
    #expect(annotated?.name == "model@v1.0.0")
    #expect(annotated?.target == commit)
    #expect(annotated?.message == "Registering\n\nmore\n")
    #expect(
      annotated?.tagger == GitSignature(name: "A", email: "a@example.com", time: 1_704_067_200, offset: 0))
    #expect(try repository.commit(of: try #require(tags["nested"])) == commit)
    #expect(try repository.commit(of: try #require(tags["leaf"])) == nil)
    try repository.deleteTag("model@v1.0.0")
    #expect(try repository.tags().map(\.shortName) == ["leaf", "light", "nested"])
  }
}

@Test func resolvesWhatUsersType() throws {
  try withRepository { sandbox in
    let first = try sandbox.commit("one")
    let second = try sandbox.commit("two")
    try sandbox.git("tag", "--annotate", "-m", "t", "v1", "HEAD~1")
    try sandbox.git("branch", "topic/x", "HEAD~1")
    let repository = try sandbox.repository()
    for text in ["HEAD", "main", "@", second.hex, second.short, "refs/heads/main"] {
      #expect(try repository.resolve(text) == second, "\(text)")
    }
    for text in ["HEAD~1", "HEAD^", "v1", "v1^{commit}", "topic/x", first.hex, first.short, "main~"] {
      #expect(try repository.resolve(text) == first, "\(text)")
    }
    let unknown = [
      "nothing", "HEAD~9", "", "a b", String(repeating: "0", count: 40), "HEAD^{tree}", "x\0y", "-x", "~",
    ]
    for text in unknown {
      #expect(throws: GitError.unknownRevision(text)) { try repository.resolve(text) }
    }
  }
}

@Test func findsABranchThatOnlyTheOriginHas() throws {
  try withRepository { sandbox in
    let id = try sandbox.commit("one")
    try sandbox.git("branch", "far")
    let environment = GitEnvironment(sandbox.program.environment)
    let (clone, commit) = try GitRepository.clone(
      sandbox.scratch.path("repo"), to: sandbox.scratch.path("clone"), revision: "far",
      environment: environment)
    #expect(commit == id)
    #expect(try clone.branches().map(\.shortName) == ["main"])
    expectAbsent("clone/one", in: sandbox.scratch)
    #expect(throws: GitError.unknownRevision("none")) {
      try GitRepository.clone(
        sandbox.scratch.path("repo"), to: sandbox.scratch.path("clone2"), revision: "none",
        environment: environment)
    }
  }
}

@Test func fetchBringsNewCommits() throws {
  try withRepository { sandbox in
    _ = try sandbox.commit("one")
    let (clone, _) = try GitRepository.clone(
      sandbox.scratch.path("repo"), to: sandbox.scratch.path("clone"),
      environment: GitEnvironment(sandbox.program.environment))
    let second = try sandbox.commit("two")
    try clone.fetch()
    #expect(try clone.resolve("origin/main") == second)
    #expect(try clone.commit(second).summary == "two")
  }
}

@Test func aFailedCloneTellsGitsOwnReason() throws {
  try withRepository { sandbox in
    let error = #expect(throws: GitError.self) {
      try GitRepository.clone(
        sandbox.scratch.path("nowhere"), to: sandbox.scratch.path("clone"),
        environment: GitEnvironment(sandbox.program.environment))
    }
    guard case .programFailed(_, 128, let message)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(message.contains("nowhere"))
  }
}

@Test func newerFormatsAreNamedNotMisread() throws {
  try withRepository { sandbox in
    try sandbox.scratch.write("ref: refs/heads/.invalid\n", to: "repo/.git/HEAD")
    let path = sandbox.scratch.path("repo/.git/HEAD")
    #expect(throws: GitError.unsupported(feature: "reftable", path: path)) {
      try sandbox.repository().head()
    }
  }
  try withRepository(["--object-format=sha256"]) { sandbox in
    try sandbox.git("commit", "--quiet", "--allow-empty", "-m", "one")
    let path = sandbox.scratch.path("repo/.git/refs/heads/main")
    #expect(throws: GitError.unsupported(feature: "sha256", path: path)) {
      try sandbox.repository().headCommit()
    }
    let directory = sandbox.scratch.path("repo/.git")
    #expect(throws: GitError.unsupported(feature: "sha256", path: directory)) {
      try sandbox.repository().resolve("main")
    }
    // Tracked files and staging still work.
    try sandbox.scratch.write("x", to: "repo/file")
    #expect(try sandbox.repository().stage(["file"]) == ["file"])
    #expect(try sandbox.repository().trackedPaths() == ["file"])
  }
}

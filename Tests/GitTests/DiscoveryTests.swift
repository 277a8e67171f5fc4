import TestKit
import Testing

@testable import Git

@Test func findsTheRepositoryAboveADirectory() throws {
  try withRepository { sandbox in
    try sandbox.scratch.makeDirectory("repo/a/b")
    let top = sandbox.scratch.path("repo")
    let expected = GitLocation(
      workTree: top, gitDirectory: top + "/.git", commonDirectory: top + "/.git", isBare: false)
    #expect(try GitLocation.discover(from: top + "/a/b") == expected)
    #expect(try GitLocation.discover(from: top) == expected)
    #expect(try GitLocation.discover(from: sandbox.scratch.path("home")) == nil)
  }
}

@Test func stopsBelowTheCeiling() throws {
  try withRepository { sandbox in
    try sandbox.scratch.makeDirectory("repo/a/b")
    let top = sandbox.scratch.path("repo")
    #expect(try GitLocation.discover(from: top + "/a/b", ceiling: top) == nil)
    #expect(try GitLocation.discover(from: top + "/a/b", ceiling: sandbox.scratch.root) != nil)
  }
}

@Test func passesOverADirectoryThatOnlyLooksLikeGit() throws {
  try withRepository { sandbox in
    try sandbox.scratch.makeDirectory("repo/a/.git")
    try sandbox.scratch.write("ref: refs/heads/main\n", to: "repo/a/.git/HEAD")
    let found = try GitLocation.discover(from: sandbox.scratch.path("repo/a"))
    #expect(found?.workTree == sandbox.scratch.path("repo"))
  }
}

@Test func aLinkedWorkTreeHasItsOwnDirectoryAndSharesTheRest() throws {
  try withRepository { sandbox in
    _ = try sandbox.commit(files: ["one"])
    try sandbox.git("worktree", "add", "--quiet", "../other", "-b", "side")
    let found = try GitLocation.discover(from: sandbox.scratch.path("other"))
    let common = sandbox.scratch.path("repo/.git")
    #expect(
      found
        == GitLocation(
          workTree: sandbox.scratch.path("other"), gitDirectory: common + "/worktrees/other",
          commonDirectory: common, isBare: false))
    let repository = try sandbox.repository("other")
    #expect(try repository.headName() == "side")
    #expect(try repository.branches().map(\.shortName) == ["main", "side"])
    #expect(try repository.isTracked("one"))
    let id = try #require(try repository.headCommit())
    #expect(try repository.tree(at: id).read("one") == Array("one".utf8))
  }
}

@Test func aWorkTreeOfABareRepository() throws {
  try withRepository { sandbox in
    _ = try sandbox.commit(files: ["one"])
    try sandbox.git(in: "", "clone", "--quiet", "--bare", "repo", "bare.git")
    try sandbox.git(in: "bare.git", "worktree", "add", "--quiet", "../tree", "-b", "side")
    let bare = try #require(try GitLocation.discover(from: sandbox.scratch.path("bare.git")))
    #expect(bare.isBare && bare.workTree == nil)
    let tree = try sandbox.repository("tree")
    #expect(tree.location.workTree == sandbox.scratch.path("tree"))
    #expect(tree.location.commonDirectory == bare.gitDirectory)
    #expect(try tree.stage(["one"]) == ["one"])
  }
}

@Test func aBareParentIsFoundFromBelowItButHasNoWorkTree() throws {
  try withRepository(["--bare"]) { sandbox in
    try sandbox.scratch.makeDirectory("repo/inside")
    let repository = try sandbox.repository("repo/inside")
    #expect(repository.location.isBare)
    #expect(throws: GitError.bareRepository(path: sandbox.scratch.path("repo"))) {
      try repository.stage(["x"])
    }
    #expect(throws: GitError.bareRepository(path: sandbox.scratch.path("repo"))) {
      try repository.isIgnored("x", isDirectory: false)
    }
  }
}

@Test func aDotGitDirectoryDeclaredBareHasNoWorkTree() throws {
  try withRepository { sandbox in
    try sandbox.git("config", "core.bare", "true")
    let found = try #require(try GitLocation.discover(from: sandbox.scratch.path("repo")))
    #expect(found.isBare && found.workTree == nil)
  }
}

@Test func aSubmoduleIsARepositoryOfItsOwn() throws {
  try withRepository { sandbox in
    _ = try sandbox.commit(files: ["one"])
    try sandbox.git(in: "", "clone", "--quiet", "repo", "library")
    try sandbox.git("submodule", "--quiet", "add", "../library", "deps/library")
    let module = try sandbox.repository("repo/deps/library")
    #expect(module.location.workTree == sandbox.scratch.path("repo/deps/library"))
    #expect(module.location.gitDirectory == sandbox.scratch.path("repo/.git/modules/deps/library"))
    #expect(try module.isTracked("one"))
    // The outer repository tracks the submodule as one entry.
    #expect(try sandbox.repository().isTracked("deps/library"))
    #expect(try sandbox.repository().isTracked("deps/library/one") == false)
  }
}

@Test func aGitFileThatLeadsNowhereIsAnError() throws {
  try withScratch { scratch in
    try scratch.write("gitdir: /nowhere/at/all\n", to: "a/.git")
    #expect(throws: GitError.badGitFile(path: scratch.path("a/.git"))) {
      try GitLocation.discover(from: scratch.path("a"))
    }
    try scratch.write("nonsense", to: "a/.git")
    #expect(throws: GitError.badGitFile(path: scratch.path("a/.git"))) {
      try GitLocation.discover(from: scratch.path("a"))
    }
  }
}

@Test func pathsAreToldRelativeToTheWorkTree() throws {
  try withRepository { sandbox in
    let location = try sandbox.repository().location
    #expect(try location.relative(sandbox.scratch.path("repo/a/../b")) == "b")
    #expect(try location.relative("a/b/") == "a/b")
    #expect(try location.relative(".") == "")
    #expect(throws: GitError.outsideRepository(path: "../x")) { try location.relative("../x") }
  }
}

@Test func somebodyElsesRepositoryMustBeDeclaredSafe() throws {
  try withRepository { sandbox in
    _ = try sandbox.commit(files: ["one"])
    let repository = try sandbox.repository()
    let top = sandbox.scratch.path("repo")
    func check(_ declared: [String], level: GitConfig.Level = .global, sudo: String = "") throws {
      var config = GitConfig(home: nil)
      config.entries = declared.map { .init(key: "safe.directory", value: $0, level: level) }
      // Nobody's number: none of the files can belong to it.
      let stranger: UInt32 = 54_321
      try GitOwnership.check(
        repository.location, config: config, environment: GitEnvironment(["SUDO_UID": sudo]), user: stranger)
    }
    #expect(throws: GitError.unsafeOwner(path: top)) { try check([]) }
    #expect(throws: GitError.unsafeOwner(path: top)) { try check([top + "x"]) }
    #expect(throws: GitError.unsafeOwner(path: top)) { try check([top, ""]) }
    // The repository cannot vouch for itself.
    #expect(throws: GitError.unsafeOwner(path: top)) { try check(["*"], level: .local) }
    try check([top])
    try check([top + "/"])
    try check(["", "*"])
    try check([sandbox.scratch.root + "/*"])
  }
}

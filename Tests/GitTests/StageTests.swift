import Files
import TestKit
import Testing

@testable import Git

/// Mode, id, stage and path of everything in the index.
private func staged(_ sandbox: Sandbox) throws -> String { try sandbox.git("ls-files", "--stage", "-z") }

@Test func stagesLikeGitAdd() throws {
  let names = ["plain", "a b", "new\nline", "ünï/côde", "-dash", ":(glob)x", "*", "sub/x.dvc", "quote\""]
  try withRepository { sandbox in
    _ = try sandbox.commit(files: ["changed", "gone", "kept", "kind", "mode", "was/dir"])
    try sandbox.scratch.write("new text", to: "repo/changed")
    try sandbox.scratch.write("mode", to: "repo/mode", mode: 0o755)
    for path in ["gone", "kind", "was"] { try sandbox.scratch.remove("repo/" + path) }
    try sandbox.scratch.write("x", to: "repo/kind/inside")
    try sandbox.scratch.write("x", to: "repo/was")
    for name in names { try sandbox.scratch.write(name, to: "repo/" + name) }
    try sandbox.scratch.symlink("repo/link", to: "plain")
    let paths = names + ["link", "changed", "gone", "kind/inside", "kind", "was", "mode"]

    try sandbox.repository().stage(paths)
    let ours = try staged(sandbox)
    try sandbox.git("reset", "--quiet")
    try sandbox.git("add", "--all")
    #expect(try staged(sandbox) == ours)
    #expect(ours.contains("new\nline"))
  }
}

@Test func stagesIntoAnEmptyRepositoryByAbsolutePath() throws {
  try withRepository { sandbox in
    try sandbox.scratch.write("text", to: "repo/sub/data.dvc")
    let repository = try sandbox.repository("repo/sub")
    #expect(try repository.stage([sandbox.scratch.path("repo/sub/data.dvc")]) == ["sub/data.dvc"])
    #expect(try sandbox.git("diff", "--cached", "--name-only") == "sub/data.dvc\n")
    try repository.unstage(["sub/data.dvc"])
    #expect(try staged(sandbox).isEmpty)
    expectFile("repo/sub/data.dvc", in: sandbox.scratch, is: "text")
  }
}

@Test func appliesTheLineEndingsGitWouldApply() throws {
  try withRepository { sandbox in
    try sandbox.scratch.write("* text=auto\n", to: "repo/.gitattributes")
    try sandbox.scratch.write("a\r\nb\r\n", to: "repo/a.dvc")
    try sandbox.repository().stage(["a.dvc"])
    #expect(try sandbox.git("cat-file", "blob", ":a.dvc") == "a\nb\n")
  }
}

@Test func passesOverWhatGitWouldPassOver() throws {
  try withRepository { sandbox in
    try sandbox.scratch.write("*.x\n", to: "repo/.gitignore")
    try sandbox.scratch.write("", to: "repo/tracked.x")
    try sandbox.git("add", "--force", "tracked.x")
    for name in ["a.x", "b", "tracked.x"] { try sandbox.scratch.write(name, to: "repo/" + name) }
    #expect(try sandbox.repository().stage(["a.x", "b", "tracked.x", "absent"]) == ["b", "tracked.x"])
    #expect(try sandbox.repository().trackedPaths() == ["b", "tracked.x"])
    #expect(try sandbox.repository().stage([]) == [])
    #expect(throws: GitError.outsideRepository(path: "../x")) { try sandbox.repository().stage(["../x"]) }
  }
}

@Test func unstagesToHead() throws {
  try withRepository { sandbox in
    _ = try sandbox.commit(files: ["*", "a"])
    let before = try staged(sandbox)
    for name in ["*", "a", "new"] { try sandbox.scratch.write("changed", to: "repo/" + name) }
    try sandbox.repository().stage(["*", "a", "new"])
    try sandbox.repository().unstage(["*"])
    #expect(try sandbox.git("diff", "--cached", "--name-only") == "a\nnew\n")
    try sandbox.repository().unstage(["a", "new"])
    #expect(try staged(sandbox) == before)
  }
}

@Test func aLockThatStaysIsNamed() throws {
  try withRepository { sandbox in
    try sandbox.scratch.write("x", to: "repo/a")
    try sandbox.scratch.write("", to: "repo/.git/index.lock")
    let patience = GitRepository.Patience(attempts: 2, milliseconds: 1)
    #expect(throws: GitError.indexLocked(path: sandbox.scratch.path("repo/.git/index.lock"))) {
      try sandbox.repository().stage(["a"], patience: patience)
    }
    #expect(try staged(sandbox).isEmpty)
  }
}

@Test func waitsForALockToGo() async throws {
  let held = try await withScratch("git") { scratch in
    let git = Program(
      "/usr/bin/env", in: scratch.root, environment: fixedEnvironment(home: scratch.root), leading: ["git"])
    expectExit(try git("init", "--quiet"))
    try scratch.write("x", to: "a")
    try scratch.write("", to: ".git/index.lock")
    let found = try GitRepository.discover(
      from: scratch.root, environment: GitEnvironment(git.environment))
    let repository = try #require(found)
    async let staging = repository.stage(["a"], patience: .init(attempts: 2000, milliseconds: 5))
    try await Task.sleep(for: .milliseconds(50))
    try scratch.remove(".git/index.lock")
    return try await staging
  }
  #expect(held == ["a"])
}

@Test func aMissingProgramIsSaid() throws {
  let program = GitProgram(location: nil, environment: GitEnvironment([:]), name: "no-such-git")
  #expect(throws: GitError.programMissing) { try program.run(["--version"]) }
}

@Test func statusTellsChangesAndUntrackedFiles() throws {
  try withRepository { sandbox in
    _ = try sandbox.commit(files: ["a", "b", "c", "old name"])
    #expect(try !sandbox.repository().isDirty())
    try sandbox.scratch.write("u", to: "repo/un/tracked/file")
    try sandbox.scratch.write("u", to: "repo/new\nline")
    try sandbox.scratch.write("*.x\n", to: "repo/.git/info/exclude")
    try sandbox.scratch.write("u", to: "repo/ignored.x")
    let repository = try sandbox.repository()
    #expect(try !repository.isDirty())
    #expect(try repository.untrackedFiles() == ["new\nline", "un/tracked/file"])
    #expect(try repository.untrackedFiles(all: false) == ["new\nline", "un/"])

    try sandbox.scratch.write("changed", to: "repo/a")
    #expect(try repository.isDirty())
    #expect(try !repository.isDirty(ignoring: ["a"]))
    try sandbox.git("rm", "--quiet", "--cached", "b")
    try sandbox.git("mv", "old name", "other name")
    let status = try repository.status()
    #expect(status.changed.sorted() == ["a", "b", "old name", "other name"])
    #expect(status.untracked.isEmpty)
  }
}

@Test func statusLeavesTheIndexAlone() throws {
  try withRepository { sandbox in
    _ = try sandbox.commit(files: ["a"])
    try sandbox.scratch.write("a", to: "repo/a")
    let before = try sandbox.scratch.bytes("repo/.git/index")
    #expect(try !sandbox.repository().isDirty())
    #expect(try sandbox.scratch.bytes("repo/.git/index") == before)
  }
}

import Files
import TestKit
import Testing

@testable import Git

@Test func readsFilesOfARevision() throws {
  try withRepository { sandbox in
    let names = ["plain", "dir/in side", "dir/ünï/côde", "dir.x/y", "dir-a", "dir/new\nline", "a/b/c/d/e"]
    let id = try sandbox.commit(files: names)
    try sandbox.scratch.write("changed since", to: "repo/plain")
    let tree = try sandbox.repository().tree(at: id)
    for name in names { #expect(try tree.read(name) == Array(name.utf8), "\(name)") }
    for name in ["", "dir", "none", "plain/x", "dir/none", "../repo/plain", "/plain", "a/b/c"] {
      #expect(try tree.read(name) == nil, "\(name)")
    }
    #expect(try tree.read("dir/../plain") == Array("plain".utf8))
    #expect(try tree.kind("") == .directory)
    #expect(try tree.kind("dir") == .directory)
    #expect(try tree.kind("dir-a") == .file)
    #expect(try tree.kind("plain/x") == nil)
    // Sorted by bytes of the names alone, unlike git's own order.
    #expect(try tree.list("").map(\.name) == ["a", "dir", "dir-a", "dir.x", "plain"])
    #expect(try tree.list("none").isEmpty)
    #expect(try tree.list("plain").isEmpty)
  }
}

@Test func aTreeMayStartAtASubdirectory() throws {
  try withRepository { sandbox in
    let id = try sandbox.commit(files: ["top", "project/dvc.yaml", "project/sub/x"])
    let tree = try sandbox.repository().tree(at: id, below: "project")
    #expect(try tree.read("dvc.yaml") == Array("project/dvc.yaml".utf8))
    #expect(try tree.list("").map(\.name) == ["dvc.yaml", "sub"])
    #expect(try tree.read("../top") == Array("top".utf8))
    #expect(try sandbox.repository().tree(at: id, below: "absent").list("").isEmpty)
  }
}

@Test func reportsLinksSubmodulesAndExecutables() throws {
  try withRepository { sandbox in
    _ = try sandbox.commit(files: ["one"])
    try sandbox.git(in: "", "clone", "--quiet", "repo", "library")
    try sandbox.git("submodule", "--quiet", "add", "../library", "module")
    try sandbox.scratch.write("real", to: "repo/dir/file", mode: 0o755)
    for (link, target) in [
      ("link", "dir/file"), ("dirlink", "dir"), ("dir/up", "../one"), ("out", "../../etc/passwd"),
      ("absolute", "/etc/passwd"), ("circle", "circle"), ("dangling", "none"),
    ] { try sandbox.scratch.symlink("repo/" + link, to: target) }
    let id = try sandbox.commit(files: [])
    let tree = try sandbox.repository().tree(at: id)
    #expect(try tree.kind("link") == .symlink)
    #expect(try tree.read("link") == Array("real".utf8))
    #expect(try tree.read("dirlink/file") == Array("real".utf8))
    #expect(try tree.read("dir/up") == Array("one".utf8))
    for name in ["out", "absolute", "circle", "dangling", "dirlink", "module", "module/one"] {
      #expect(try tree.read(name) == nil, "\(name)")
    }
    #expect(try tree.kind("module") == .other)
    #expect(try tree.isExecutable("dir/file") == true)
    #expect(try tree.isExecutable("one") == false)
    #expect(try tree.isExecutable("dir") == nil)
  }
}

@Test func walksParentsFirstAndSkipsOnRequest() throws {
  try withRepository { sandbox in
    let id = try sandbox.commit(files: ["a/b/c", "a/d", "skip/x", "z"])
    var visited: [String] = []
    try sandbox.repository().tree(at: id).walk { path, kind in
      visited.append(kind == .directory ? path + "/" : path)
      return path != "skip"
    }
    #expect(visited == ["a/", "a/b/", "a/b/c", "a/d", "skip/", "z"])
  }
}

@Test func severalThreadsReadOneRevision() async throws {
  try await withScratch("git") { scratch in
    try scratch.makeDirectory("repo")
    let git = Program(
      "/usr/bin/env", in: scratch.path("repo"), environment: fixedEnvironment(home: scratch.root),
      leading: ["git"])
    expectExit(try git("init", "--quiet"))
    for i in 0..<200 { try scratch.write("text \(i)", to: "repo/d\(i % 7)/f\(i)") }
    expectExit(try git("add", "--all"))
    expectExit(try git("commit", "--quiet", "--message", "m"))
    let repository = try #require(
      try GitRepository.discover(
        from: scratch.path("repo"), environment: GitEnvironment(git.environment)))
    let head = try #require(try repository.headCommit())
    try await withThrowingTaskGroup { group in
      for task in 0..<8 {
        group.addTask {
          let tree = try repository.tree(at: head)
          for i in 0..<200 {
            let n = (i * 31 + task) % 200
            #expect(try tree.read("d\(n % 7)/f\(n)") == Array("text \(n)".utf8))
          }
        }
      }
      try await group.waitForAll()
    }
  }
}

@Test func hostileTreesAreRefused() throws {
  let id = try #require(GitID(hex: String(repeating: "ab", count: 20)))
  func entry(_ mode: String, _ name: String) -> [UInt8] { Array("\(mode) \(name)\0".utf8) + id.bytes }
  #expect(try GitTree(id, entry("100644", "fine")).entries.count == 1)
  for bad in [
    entry("100644", ".."), entry("100644", "."), entry("100644", "a/b"), entry("40000", ""),
    entry("10x644", "a"), entry("100644", "cut").dropLast(), Array("100644".utf8),
  ] {
    #expect(throws: GitError.self) { try GitTree(id, Array(bad)) }
  }
}

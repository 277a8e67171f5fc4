import CGit2
import TestKit
import Testing

@testable import Git

private func sources(_ sandbox: Sandbox) throws -> [any ObjectSource] {
  let repository = try sandbox.repository()
  return [
    try LibraryObjects(repository.location),
    ProgramObjects(repository.program),
  ]
}

@Test func theLibraryLoads() {
  #expect(cgit2_load() == 0, "\(String(cString: cgit2_load_problem()))")
  #expect(cgit2_version() >= 10_000)
}

@Test func bothWaysReadTheSameObjects() throws {
  try withRepository { sandbox in
    try sandbox.scratch.write([0, 10, 255, 13, 10], to: "repo/binary")
    try sandbox.scratch.write("", to: "repo/empty")
    try sandbox.scratch.write(String(repeating: "large ", count: 100_000), to: "repo/large")
    let commit = try sandbox.commit(files: ["a", "b/c"])
    try sandbox.git("tag", "--annotate", "-m", "t", "v1")
    for packed in [false, true] {
      if packed { try sandbox.git("gc", "--quiet") }
      for source in try sources(sandbox) {
        for (name, kind) in [
          ("HEAD", GitObjectKind.commit), ("HEAD^{tree}", .tree), ("v1", .tag), ("HEAD:binary", .blob),
          ("HEAD:empty", .blob), ("HEAD:large", .blob),
        ] {
          let id = try #require(GitID(hex: sandbox.git("rev-parse", name).dropLast()))
          let object = try #require(try source.read(id), "\(name)")
          #expect(object.kind == kind)
          if kind == .blob {
            let path = "repo/" + name.dropFirst("HEAD:".count)
            #expect(try sandbox.scratch.bytes(path) == object.bytes, "\(name)")
          }
        }
        let absent = try #require(GitID(hex: String(repeating: "12", count: 20)))
        #expect(try source.read(absent) == nil)
        // A miss doesn't disturb what follows.
        #expect(try source.read(commit)?.kind == .commit)
      }
    }
  }
}

@Test func bothWaysResolveTheSameRevisions() throws {
  try withRepository { sandbox in
    let first = try sandbox.commit("one")
    let second = try sandbox.commit("two")
    try sandbox.git("tag", "--annotate", "-m", "t", "v1", "HEAD~1")
    for source in try sources(sandbox) {
      for name in ["HEAD", "main", second.short, second.hex, "@"] {
        #expect(try source.resolve(name) == second, "\(name)")
      }
      for name in ["HEAD~1", "v1", "v1^{}", "main^"] { #expect(try source.resolve(name) == first, "\(name)") }
      for name in ["nothing", "HEAD~5", "HEAD^{tree}", "a b", "HEAD missing", "-x", "HEAD:none"] {
        #expect(try source.resolve(name) == nil, "\(name)")
      }
    }
  }
}

@Test func bothWaysNoticeAnAmbiguousShortID() throws {
  try withRepository { sandbox in
    // Enough commits for two that share four digits.
    let text = (0..<1500).map {
      "commit refs/heads/many\ncommitter A <a@b> \($0) +0000\ndata 1\nx\n"
    }.joined()
    try sandbox.git("fast-import", "--quiet", stdin: text)
    let listing = try sandbox.git(
      "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)")
    let ids = listing.split(separator: "\n").filter { $0.hasPrefix("commit") }.map { String($0.suffix(40)) }
    let pair = try #require(zip(ids, ids.dropFirst()).first { $0.prefix(4) == $1.prefix(4) })
    let short = String(pair.0.prefix(4))
    for source in try sources(sandbox) {
      #expect(throws: GitError.ambiguousRevision(short)) { try source.resolve(short) }
    }
  }
}

@Test func theProgramsOwnReasonIsToldWhenItEnds() throws {
  try withRepository { sandbox in
    let id = try sandbox.commit(files: ["one"])
    let repository = try sandbox.repository()
    let source = ProgramObjects(repository.program)
    #expect(try source.read(id) != nil)
    try sandbox.scratch.write("[broken\n", to: "repo/.git/config")
    // The open child goes on; a new one cannot start.
    #expect(try source.read(id) != nil)
    let later = ProgramObjects(repository.program)
    for _ in 0..<2 {
      let error = #expect(throws: GitError.self) { try later.read(id) }
      guard case .programFailed(["cat-file", "--batch"], 128, let message)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(message.contains("bad config"))
    }
  }
}

@Test func readingManyObjectsChangesTheWayNotTheAnswer() throws {
  try withRepository { sandbox in
    let names = (0..<400).map { "d\($0 % 20)/f\($0)" }
    let id = try sandbox.commit(files: names)
    let tree = try sandbox.repository().tree(at: id)
    for name in names { #expect(try tree.read(name) == Array(name.utf8)) }
  }
}

@Test func replacedObjectsAreReadAsStored() throws {
  try withRepository { sandbox in
    let old = try sandbox.commit("stored")
    let new = try sandbox.commit("replacement")
    try sandbox.git("replace", "--force", old.hex, new.hex)
    for source in try sources(sandbox) {
      let bytes = try #require(try source.read(old)).bytes
      #expect(try GitCommit(old, bytes).summary == "stored")
    }
  }
}

@Test func libgit2StandsInForAMissingProgram() throws {
  try withRepository { sandbox in
    let id = try sandbox.commit("one")
    let repository = try sandbox.repository()
    var program = repository.program
    program.name = "no-such-git"
    let objects = GitObjects(repository.location, program: program) {}
    #expect(try objects.resolve("main") == id)
    #expect(try objects.read(id)?.kind == .commit)
  }
}

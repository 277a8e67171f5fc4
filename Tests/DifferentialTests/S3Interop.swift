import Foundation
import TestKit
import Testing

/// cairn and the real dvc on the same S3 server.
@Suite struct S3Interop {
  private static let pipeline = """
    stages:
      copy:
        cmd: cp foo bar; mkdir -p od; cp foo od/a; cp data/x od/b; cp foo 'od/ü'
        deps: [foo, data]
        outs: [bar, od]

    """

  @Test func eachReadsWhatTheOtherPushed() throws {
    try withScratch("s3") { scratch in
      let bench = try S3Bench(scratch)
      try bench.makeBucket("interop")
      let tools = [try Places.linkNamedDvc(to: Places.cairn(), in: scratch), try Places.peer()]
      for turn in 0...1 {
        let (writer, reader) = (tools[turn], tools[1 - turn])
        let (from, write) = try bench.project("from\(turn)", writer, "s3://interop/turn\(turn)/x")
        try RandomTree(files: 30, seed: UInt64(turn + 7)).write(to: from, under: "data")
        expectExit(try bench.shell("chmod", "-R", "a-x,a+X", "data", in: from))
        var random = SeededRandom(seed: 9)
        try from.write(random.bytes(6_000_000), to: "big")
        expectExit(try write("add", "-q", "data", "big"))
        try from.write("stages: {s: {cmd: cat big > o, deps: [big], outs: [o]}}", to: "dvc.yaml")
        expectExit(try write("repro", "-q"))
        expectExit(try write("push", "--run-cache"))
        let git = Program("/usr/bin/env", in: from.root, environment: bench.environment(), leading: ["git"])
        expectExit(try git("add", "-A"))
        expectExit(try git("commit", "-q", "-m", "one"))
        expectExit(try git("clone", "-q", ".", scratch.path("to\(turn)")))
        let to = try scratch.sub("to\(turn)")
        let read = Program(reader, in: to.root, environment: bench.environment())
        expectExit(try read("pull", "--run-cache"))
        expectSameTree(from.path("data"), to.path("data"))
        #expect(try to.bytes("big") == from.bytes("big"))
        for tool in [read, Program(writer, in: to.root, environment: bench.environment())] {
          let push = try tool("push")
          #expect(push.exit == 0 && push.stdout.contains("Everything is up to date."), "\(push)")
          let status = try tool("status", "-c")
          #expect(status.exit == 0 && status.stdout.contains("in sync"), "\(status)")
        }
      }
    }
  }

  /// What is written into pointers and lock files, and what is said, is the same but for the ids of versions.
  @Test(arguments: ["version_aware", "worktree"]) func versions(_ option: String) throws {
    try withScratch("versions") { scratch in
      let bench = try S3Bench(scratch)
      let bucket = "versions-" + option.replacingOccurrences(of: "_", with: "-")
      try bench.makeBucket(bucket, versioned: true)
      let tools = [try Places.linkNamedDvc(to: Places.cairn(), in: scratch), try Places.peer()]
      let told = try tools.enumerated().map { turn, tool in
        let (here, dvc) = try bench.project("p\(turn)", tool, "s3://\(bucket)/p\(turn)", [option: "true"])
        return try self.story(here, dvc, other: dvc.with(tool: tools[1 - turn]), turn, bench)
      }
      #expect(told[0] == told[1])
    }
  }

  /// One tool's way with versions; the other one reads it at the end.
  private func story(
    _ here: Scratch, _ dvc: Program, other: Program, _ turn: Int, _ bench: S3Bench
  ) throws -> String {
    var told = ""
    func tell(_ text: String) {
      told += text.replacingOccurrences(of: here.root, with: "{HERE}")
        .replacing(/version_id: [0-9a-f]+/, with: "version_id: V")
    }
    func run(_ words: String...) throws {
      let outcome = try dvc.run(words)
      tell("$ \(words)\n\(outcome.exit)\n\(outcome.stdout)\n\(outcome.stderr)")
    }
    func show() throws { for file in ["foo.dvc", "data.dvc", "dvc.lock"] { tell(try here.text(file)) } }
    try here.write("foo", to: "foo")
    for (name, text) in [("x", "x"), ("sub/y", "y"), ("empty", "")] {
      try here.write(text, to: "data/\(name)")
    }
    try here.write(Self.pipeline, to: "dvc.yaml")
    expectExit(try dvc("add", "-q", "foo", "data"))
    expectExit(try dvc("repro", "-q"))
    try run("push")
    try show()
    for words in [
      ["push"], ["status"], ["status", "-c"], ["push", "-a"], ["push", "--run-cache"], ["fetch"],
    ] {
      let outcome = try dvc.run(words)
      tell("$ \(words)\n\(outcome.exit)\n\(outcome.stdout)\n\(outcome.stderr)")
    }
    try run("gc", "-w", "-c", "-f")
    // Changed in part: what did not change keeps its version.
    try here.write("foo2", to: "foo")
    try here.write("x2", to: "data/x")
    try here.remove("data/empty")
    expectExit(try dvc("add", "-q", "foo", "data"))
    try show()
    try run("push")
    expectExit(try dvc("repro", "-q"))
    try show()
    try run("push")
    try show()
    for tool in [dvc, other] {
      for path in [".dvc/cache", "foo", "data", "bar", "od"] { try here.remove(path) }
      let outcome = try tool.run(["pull"])
      tell("\(outcome.exit)\n\(outcome.stdout)\n\(outcome.stderr)")
      #expect(try here.text("foo") + here.text("data/x") + here.text("od/ü") == "foo2x2foo2")
      let status = try tool.run(["status"])
      #expect(status.stdout == "Data and pipelines are up to date.\n", "\(status)")
    }
    return told
  }

  @Test func updateOfAWorktree() throws {
    try withScratch("worktree") { scratch in
      let bench = try S3Bench(scratch)
      try bench.makeBucket("worktree", versioned: true)
      let tool = try Places.linkNamedDvc(to: Places.cairn(), in: scratch)
      let (here, dvc) = try bench.project("p", tool, "s3://worktree/p", ["worktree": "true"])
      try here.write("foo", to: "foo")
      for name in ["x", "sub/y"] { try here.write(name, to: "data/\(name)") }
      expectExit(try dvc("add", "-q", "foo", "data"))
      let early = try dvc("update", "foo.dvc")
      #expect(early.stderr == "WARNING: Could not update 'foo', it was never pushed to a remote\n")
      expectExit(try dvc("push"))
      try bench.put("bar", to: "p/foo", in: "worktree")
      try bench.put("new", to: "p/data/new", in: "worktree")
      try bench.put("y2", to: "p/data/sub/y", in: "worktree")
      expectExit(try dvc("update", "foo.dvc", "data.dvc"))
      #expect(try here.text("foo") == "bar")
      #expect(try ["new", "x", "sub/y"].map { try here.text("data/\($0)") } == ["new", "x", "y2"])
      #expect(try dvc("status").stdout == "Data and pipelines are up to date.\n")
      #expect(try dvc("push").stdout == "Everything is up to date.\n")
      let peer = dvc.with(tool: try Places.peer())
      for path in [".dvc/cache", "foo", "data"] { try here.remove(path) }
      expectExit(try peer("pull"))
      #expect(try here.text("data/sub/y") == "y2")
      // What no cache has is not overwritten.
      try bench.put("theirs", to: "p/foo", in: "worktree")
      try here.write("mine", to: "foo")
      #expect(try dvc("update", "foo.dvc").exit != 0)
      #expect(try here.text("foo") == "mine")
    }
  }

  /// An import that knows its versions brings those, whatever is there now.
  @Test(arguments: [true, false]) func versionedImport(_ isCairn: Bool) throws {
    try withScratch("import") { scratch in
      let bench = try S3Bench(scratch)
      let bucket = isCairn ? "imports" : "imports-peer"
      try bench.makeBucket(bucket, versioned: true)
      let cairn = try Places.linkNamedDvc(to: Places.cairn(), in: scratch)
      let tool = isCairn ? cairn : try Places.peer()
      let (here, dvc) = try bench.project("p", tool, "s3://\(bucket)")
      let mine = dvc.with(tool: cairn)
      for (key, text) in [("one", "first"), ("dir/a", "A"), ("dir/sub/b", "B")] {
        try bench.put(text, to: key, in: bucket)
      }
      expectExit(try dvc("import-url", "--version-aware", "remote://up/one"))
      expectExit(try dvc("import-url", "--version-aware", "remote://up/dir"))
      #expect(try mine("status").stdout == "Data and pipelines are up to date.\n")
      let first = try #require(try here.text("one.dvc").firstMatch(of: /version_id: (\S+)/))
      try bench.put("second", to: "one", in: bucket)
      try bench.put("N", to: "dir/new", in: bucket)
      let status = try mine("status").stdout
      #expect(status.contains("update available:   remote://up/one"), "\(status)")
      #expect(status.contains("modified:           remote://up/dir"), "\(status)")
      for path in [".dvc/cache", "one", "dir"] { try here.remove(path) }
      expectExit(try mine("pull"))
      #expect(try here.text("one") + here.text("dir/a") == "firstA")
      expectExit(try mine("update", "one.dvc", "dir.dvc"))
      #expect(try here.text("one") + here.text("dir/new") == "secondN")
      let pointer = try here.text("dir.dvc")
      #expect(pointer.contains("push: false") && pointer.contains("relpath: new"), "\(pointer)")
      let peer = dvc.with(tool: try Places.peer())
      #expect(try peer("status").stdout == "Data and pipelines are up to date.\n")
      // Back to a certain version.
      expectExit(try dvc("update", "--rev", String(first.1), "one.dvc"))
      #expect(try here.text("one") == "first")
      #expect(try here.text("one.dvc").contains("version_id: \(first.1)"))
    }
  }
}

extension Program {
  func with(tool: String) -> Program {
    var copy = self
    copy.path = tool
    return copy
  }
}

extension S3Bench {
  func shell(_ words: String..., in folder: Scratch) throws -> Outcome {
    try Program("/usr/bin/env", in: folder.root, environment: environment()).run(words)
  }
}

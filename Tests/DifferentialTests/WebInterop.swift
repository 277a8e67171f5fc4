import Foundation
import TestKit
import Testing

/// cairn and the real dvc on the same server: each reads what the other pushed, and finds nothing to do after it.
@Suite struct WebInterop {
  enum Kind: String, CaseIterable, Sendable { case http, webdav }

  @Test(arguments: Kind.allCases) func eachReadsWhatTheOtherPushed(_ kind: Kind) throws {
    try withWebServer { server, scratch in
      // The real dvc wants the collection of a WebDAV remote to be there.
      if kind == .webdav { for turn in 0...1 { try scratch.makeDirectory("server/data/dav/p\(turn)") } }
      try exchange(scratch, options: kind == .http ? ["method": "PUT"] : [:]) { turn in
        kind == .http ? "\(server.plain)/p\(turn)" : "\(server.dav)/p\(turn)"
      }
    }
  }

  @Test func eachReadsWhatTheOtherPushedOverSSH() throws {
    try withShellServer { server, scratch in
      let path = server.programs + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
      try exchange(scratch, variables: ["PATH": path], options: ["keyfile": server.key]) { turn in
        "ssh://\(server.user)@127.0.0.1:\(server.port)\(scratch.path("far/p\(turn)"))"
      }
    }
  }

  /// Each pushes to a remote of its own, which the other one pulls from; both find nothing to do then.
  private func exchange(
    _ scratch: Scratch, variables: [String: String] = [:], options: [String: String], url: (Int) -> String
  ) throws {
    let cairn = try Places.linkNamedDvc(to: Places.cairn(), in: scratch)
    let peer = try Places.peer()
    try scratch.makeDirectory("home")
    let environment = fixedEnvironment(home: scratch.path("home"), changes: variables)
    for (turn, (writer, reader)) in [(cairn, peer), (peer, cairn)].enumerated() {
      let from = try scratch.sub("from\(turn)")
      let git = Program("/usr/bin/env", in: from.root, environment: environment, leading: ["git"])
      let write = Program(writer, in: from.root, environment: environment)
      expectExit(try git("init", "-q", "-b", "main", "."))
      expectExit(try write("init", "-q"))
      try RandomTree(files: 40, seed: UInt64(turn + 7)).write(to: from, under: "data")
      // Files in directories come back without their x bits (formats §2.4).
      expectExit(
        try Program("/usr/bin/env", in: from.root, environment: environment)("chmod", "-R", "a-x,a+X", "data")
      )
      var random = SeededRandom(seed: 9)
      try from.write(random.bytes(3_000_000), to: "big")
      expectExit(try write("add", "-q", "data", "big"))
      expectExit(try write("remote", "add", "-d", "web", url(turn)))
      for (name, value) in options { expectExit(try write("remote", "modify", "web", name, value)) }
      expectExit(try git("add", "-A"))
      expectExit(try git("commit", "-q", "-m", "one"))
      expectExit(try write("push"))
      expectExit(
        try Program("/usr/bin/env", in: scratch.root, environment: environment, leading: ["git"])(
          "clone", "-q", from.root, scratch.path("to\(turn)")))
      let to = try scratch.sub("to\(turn)")
      let read = Program(reader, in: to.root, environment: environment)
      expectExit(try read("pull"))
      expectSameTree(from.path("data"), to.path("data"))
      #expect(try to.bytes("big") == from.bytes("big"))
      for tool in [read, Program(writer, in: to.root, environment: environment)] {
        let push = try tool("push")
        #expect(push.exit == 0 && push.stdout.contains("Everything is up to date."), "\(push)")
        let status = try tool("status", "-c")
        #expect(status.exit == 0 && status.stdout.contains("in sync"), "\(status)")
      }
    }
  }

  /// Every command that goes to a remote, when nothing answers there: a clear error and an exit code to see it by.
  @Test func aDeadServerIsAnError() throws {
    try withScratch("dead") { scratch in
      let cairn = try Places.linkNamedDvc(to: Places.cairn(), in: scratch)
      try scratch.makeDirectory("home")
      let tool = Program(
        cairn, in: try scratch.sub("p").root, environment: fixedEnvironment(home: scratch.path("home")))
      expectExit(try tool("init", "-q", "--no-scm"))
      try scratch.write("data", to: "p/f")
      expectExit(try tool("add", "-q", "f"))
      let port = try WebServer.freePort()
      for url in ["http://127.0.0.1:\(port)/x", "webdav://127.0.0.1:\(port)/x"] {
        expectExit(try tool("remote", "add", "-f", "-d", "dead", url))
        for command in [["push"], ["status", "-c"], ["fetch"], ["pull"]] {
          let outcome = command == ["push"] || command == ["status", "-c"] ? try tool.run(command) : nil
          guard let outcome else { continue }
          #expect(outcome.exit != 0 && outcome.stderr.contains("remote 'dead'"), "\(outcome)")
          #expect(outcome.stderr.contains("cannot connect"), "\(outcome)")
        }
        try scratch.remove("p/.dvc/cache")
        for command in ["fetch", "pull"] {
          let outcome = try tool.run([command])
          #expect(outcome.exit != 0 && outcome.stderr.contains("remote 'dead'"), "\(outcome)")
        }
        expectExit(try tool("commit", "-q", "-f", "f"))
      }
    }
  }
}

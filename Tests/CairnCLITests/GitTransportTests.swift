import Foundation
import TestKit
import Testing

@testable import CairnCLI

/// Another repository behind every kind of git URL: the data comes the same way, by the user's own git.
@Suite struct GitTransportTests {
  private struct Place {
    let scratch: Scratch
    let environment: [String: String]

    func git(_ directory: String, _ words: String...) throws {
      let git = TestKit.Program("/usr/bin/env", in: directory, environment: environment, leading: ["git"])
      expectExit(try git.run(words))
    }

    func cairn(_ directory: String, _ words: String...) throws -> TestKit.Outcome {
      try TestKit.Program(Places.cairn(), in: directory, environment: environment).run(words)
    }
  }

  /// A project of a subdirectory with a remote of its own configuration, two versions, a tag and a branch, pushed to
  /// `server.git`; and a project that wants some of it.
  private func withServer(
    _ extra: [String: String] = [:], _ body: (Place, _ bare: String, _ here: String) throws -> Void
  ) throws {
    try withScratch { scratch in
      try scratch.makeDirectory("home")
      try scratch.makeDirectory("source/sub")
      try scratch.makeDirectory("here")
      var environment = fixedEnvironment(home: scratch.path("home"))
      for (key, value) in extra { environment[key] = value }
      let place = Place(scratch: scratch, environment: environment)
      let (source, sub) = (scratch.path("source"), scratch.path("source/sub"))
      try place.git(source, "init", "-q", "-b", "main")
      expectExit(try place.cairn(sub, "init", "-q", "--subdir"))
      expectExit(try place.cairn(sub, "remote", "add", "-q", "-d", "store", scratch.path("store")))
      for (version, name) in [("1", "v1"), ("2", "v2")] {
        try scratch.write(version, to: "source/sub/d/f")
        try scratch.write(version, to: "source/code")
        expectExit(try place.cairn(sub, "add", "-q", "d"))
        expectExit(try place.cairn(sub, "push", "-q"))
        try place.git(source, "add", "-A")
        try place.git(source, "commit", "-qm", name)
        try place.git(source, "tag", name)
      }
      try place.git(source, "branch", "old", "v1")
      try place.git(scratch.root, "clone", "-q", "--bare", source, "server.git")
      try scratch.remove("source")
      let here = scratch.path("here")
      try place.git(here, "init", "-q", "-b", "main")
      expectExit(try place.cairn(here, "init", "-q"))
      try body(place, scratch.path("server.git"), here)
    }
  }

  /// What every kind of URL must do.
  private func check(_ url: String, _ place: Place, _ bare: String, _ here: String) throws {
    let scratch = place.scratch
    expectExit(try place.cairn(here, "get", url, "sub/d/f", "-o", "got"))
    #expect(try scratch.text("here/got") == "2")
    expectExit(try place.cairn(here, "get", url, "code", "-o", "code", "--rev", "v1"))
    #expect(try scratch.text("here/code") == "1")
    #expect(try place.cairn(here, "list", url, "sub", "--dvc-only").stdout == "d\n")
    expectExit(try place.cairn(here, "import", "-q", url, "sub/d", "--rev", "old"))
    #expect(try scratch.text("here/d/f") == "1")
    #expect(try scratch.text("here/d.dvc").contains("    url: \(url)\n    rev: old\n"))
    // The branch moves on.
    try place.git(bare, "branch", "-f", "old", "v2")
    #expect(try place.cairn(here, "status", "d.dvc").stdout.contains("update available"))
    expectExit(try place.cairn(here, "update", "-q", "d.dvc"))
    #expect(try scratch.text("here/d/f") == "2")
    // A commit's own name, and one cut short.
    expectExit(try place.cairn(here, "update", "-q", "d.dvc", "--rev", "v2~1"))
    #expect(try scratch.text("here/d/f") == "1")
    // What is recorded comes back from the clone that was kept, whether the server is there or not.
    try place.git(scratch.root, "-C", bare, "branch", "-D", "old")
    try scratch.remove("here/.dvc/cache")
    try scratch.remove("here/d")
    expectExit(try place.cairn(here, "pull", "-q", "d.dvc"))
    #expect(try scratch.text("here/d/f") == "1")
    let nobody = try place.cairn(here, "get", url, "code", "-o", "x", "--rev", "nope")
    #expect(nobody.exit != 0 && !scratch.exists("here/x"), "\(nobody)")
  }

  @Test func files() throws {
    try withServer { place, bare, here in try check("file://" + bare, place, bare, here) }
  }

  @Test func relativePaths() throws {
    try withServer { place, bare, here in try check("../server.git", place, bare, here) }
  }

  @Test func ssh() throws {
    try withScratch { outer in
      let server = try ShellServer(in: outer)
      defer { server.stop() }
      let command = "\(server.programs)/ssh -i \(server.key) -o StrictHostKeyChecking=accept-new"
      try withServer(["GIT_SSH_COMMAND": command]) { place, bare, here in
        try check("ssh://\(server.user)@127.0.0.1:\(server.port)\(bare)", place, bare, here)
      }
    }
  }

  @Test func http() throws {
    try withServer { place, bare, here in
      let server = try GitServer(of: place.scratch.root)
      defer { server.stop() }
      try check(server.url + "/server.git", place, bare, here)
    }
  }
}

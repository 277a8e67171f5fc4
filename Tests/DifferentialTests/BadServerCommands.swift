import Foundation
import TestKit
import Testing

/// Servers that are wrong in every way, through the program: what it says, its exit code, what is left, and that the
/// next run goes on from there.
@Suite struct BadServerCommands {
  enum Kind: String, CaseIterable, Sendable {
    case http, webdav, s3

    func url(_ port: Int) -> String { self == .s3 ? "s3://base" : "\(rawValue)://127.0.0.1:\(port)/base" }

    /// What an empty server of that kind says.
    func usual(_ request: StubRequest) -> StubAnswer {
      request.answerOfAnEmptyPlace(speaksS3: self == .s3)
    }
  }

  /// How an object's answer is wrong, and a word of what is said of it.
  static var downloads: [(String, Regex<Substring>)] {
    [
      ("truncated", /ended too early/), ("flipped", /should be/), ("page", /should be/),
      ("forbidden", /403/), ("throttled", /429/), ("down", /503/), ("reset", /broke off/),
      ("loop", /redirect|302/), ("file", /redirect|301/), ("garbage", /HTTP/), ("compressed", /should be/),
    ]
  }

  static func answer(_ fault: String, _ bytes: [UInt8]) -> StubAnswer {
    switch fault {
    case "truncated":
      .answer(200, body: Array(bytes.prefix(bytes.count / 2)), length: bytes.count, .close)
    case "flipped": .answer(200, body: [bytes[0] ^ 1] + bytes.dropFirst())
    case "page": .answer(200, "<html><body>Please log in</body></html>")
    case "forbidden": .answer(403, "no")
    case "throttled": .answer(429, headers: ["Retry-After": "0"])
    case "down": .answer(503, "later")
    case "reset": .reset
    case "loop": .answer(302, headers: ["Location": "?"])
    case "file": .answer(301, headers: ["Location": "file:///etc/passwd"])
    case "compressed": .answer(200, headers: ["Content-Encoding": "gzip"], body: [0x1f, 0x8b, 8, 0])
    default: StubAnswer(raw: Array("\0\u{1}nothing\r\n\r\n".utf8))
    }
  }

  private func tool(_ scratch: Scratch) throws -> Program {
    try scratch.makeDirectory("home")
    return Program(
      try Places.cairn(), in: try scratch.sub("p").root,
      environment: fixedEnvironment(
        home: scratch.path("home"),
        changes: [
          "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "hidden", "AWS_EC2_METADATA_DISABLED": "true",
          "AWS_REGION": "us-east-1",
        ]))
  }

  private func point(_ tool: Program, _ kind: Kind, at port: Int) throws {
    expectExit(try tool("remote", "add", "-q", "-f", "-d", "shaky", kind.url(port)))
    if kind == .s3 {
      expectExit(try tool("remote", "modify", "-q", "shaky", "endpointurl", "http://127.0.0.1:\(port)"))
    }
  }

  /// One object of three is never to be had; the others are, and stay.
  @Test(arguments: Kind.allCases) func fetching(_ kind: Kind) throws {
    try withScratch("bad") { scratch in
      let tool = try tool(scratch)
      expectExit(try tool("init", "-q", "--no-scm"))
      var objects: [String: [UInt8]] = [:]
      var bad = ""
      for name in ["a", "b", "c"] {
        try scratch.write("the bytes of \(name)", to: "p/\(name)")
        expectExit(try tool("add", "-q", name))
        let pointer = try scratch.text("p/\(name).dvc")
        let match = try #require(pointer.firstMatch(of: /md5: ([0-9a-f]{32})/))
        let hex = String(match.1)
        let target = "/base/files/md5/\(hex.prefix(2))/\(hex.dropFirst(2))"
        objects[target] = Array("the bytes of \(name)".utf8)
        if name == "b" { bad = target }
      }
      let (all, worst) = (objects, bad)
      for (fault, words) in Self.downloads {
        try scratch.remove("p/.dvc/cache")
        try withStub { request in
          guard let bytes = all[request.target] else { return kind.usual(request) }
          if request.method == "HEAD" { return .answer(200, headers: ["ETag": "\"x\""]) }
          return request.target == worst ? Self.answer(fault, bytes) : .answer(200, body: bytes)
        } _: { server throws in
          try point(tool, kind, at: server.port)
          let outcome = try tool("fetch")
          #expect(outcome.exit == 1, "\(fault): \(outcome)")
          let key = worst.dropFirst("/base/files/md5/".count)
          let isNamed = outcome.stderr.contains(key) || outcome.stderr.contains(key.filter { $0 != "/" })
          #expect(isNamed && outcome.stderr.contains(words), "\(fault): \(outcome)")
          let place = kind == .s3 ? "s3://base/" : server.url + "/base/"
          #expect(outcome.stderr.contains("shaky") || outcome.stderr.contains(place), "\(fault): \(outcome)")
          #expect(!outcome.stderr.contains("hidden"), "\(outcome)")
          let held = TreeSnapshot(of: scratch.path("p/.dvc/cache")).files.filter { !$0.hasSuffix(".tmp") }
          // S3 says so of all objects or of none: nothing more is tried.
          let isFinal = kind == .s3 && fault == "forbidden"
          #expect((isFinal || held.count == 2) && !held.contains { $0.hasSuffix(key) }, "\(fault): \(held)")
        }
      }
      // The next run goes on: it asks for nothing but what is missing.
      try withStub { request in
        guard let bytes = all[request.target] else { return kind.usual(request) }
        return request.method == "HEAD"
          ? .answer(200, headers: ["ETag": "\"x\""]) : .answer(200, body: bytes)
      } _: { server throws in
        try point(tool, kind, at: server.port)
        let outcome = try tool("fetch")
        #expect(outcome.exit == 0 && outcome.stdout == "1 file fetched\n", "\(outcome)")
        #expect(server.requests.filter { $0.method == "GET" && all[$0.target] != nil }.count == 1)
      }
    }
  }

  /// A directory object never goes before all its files are there, and the next push brings the rest.
  @Test(arguments: Kind.allCases) func pushing(_ kind: Kind) throws {
    try withScratch("bad") { scratch in
      let tool = try tool(scratch)
      expectExit(try tool("init", "-q", "--no-scm"))
      for name in ["a", "b", "c"] { try scratch.write("the bytes of \(name)", to: "p/data/\(name)") }
      expectExit(try tool("add", "-q", "data"))
      let objects = TreeSnapshot(of: scratch.path("p/.dvc/cache")).files
      let bad = "/base/" + (try #require(objects.first { !$0.hasSuffix(".dir") }))
      for fault in ["forbidden", "down", "reset", "loop", "garbage"] {
        try withStub { request in
          request.target == bad && ["PUT", "POST"].contains(request.method)
            ? Self.answer(fault, request.body) : kind.usual(request)
        } _: { server throws in
          try point(tool, kind, at: server.port)
          let outcome = try tool("push")
          // S3 says so of all objects or of none: nothing more is tried.
          let isFinal = kind == .s3 && fault == "forbidden"
          #expect(outcome.exit == 1, "\(outcome)")
          #expect(isFinal || outcome.stderr.contains("2 files failed to upload"), "\(outcome)")
          let key = bad.dropFirst("/base/files/md5/".count)
          let isNamed = outcome.stderr.contains(key) || outcome.stderr.contains(key.filter { $0 != "/" })
          #expect(isNamed && outcome.stderr.contains("shaky"), "\(outcome)")
          let stored = server.requests.filter { ["PUT", "POST"].contains($0.method) }.map(\.target)
          #expect(
            !stored.contains { $0.hasSuffix(".dir") } && (isFinal || Set(stored).count == 3), "\(stored)")
        }
      }
    }
  }
}

import Files
import Hashing
import Objects
import Synchronization
import TestKit
import Testing
import Transport

@testable import Remotes

enum WebKind: String, CaseIterable, Sendable {
  case http, webDAV

  func remote(_ server: WebServer, _ settings: ClientSettings = ClientSettings()) throws -> WebRemote {
    switch self {
    case .http:
      let base = try #require(WebBase(server.plain + "/some/base/"))
      return WebRemote(
        name: "web", url: base.url, dialect: HTTPDialect(base: base, method: "PUT"), settings: settings)
    case .webDAV:
      let base = try #require(WebBase(server.dav + "/some/ba se"))
      return WebRemote(name: "web", url: base.url, dialect: WebDAVDialect(base: base), settings: settings)
    }
  }

  var place: String { self == .http ? "server/data/plain/some/base" : "server/data/dav/some/ba se" }
}

@Suite struct WebRemotes {
  private func with(_ kind: WebKind, _ body: (RemoteConformance, Scratch) throws -> Void) throws {
    try withWebServer { server, scratch in
      try body(RemoteConformance(scratch: scratch) { try kind.remote(server) }, scratch)
    }
  }

  @Test(arguments: WebKind.allCases) func roundTrip(_ kind: WebKind) throws {
    try with(kind) { suite, _ in try suite.roundTrip() }
  }
  @Test(arguments: WebKind.allCases) func missingObjects(_ kind: WebKind) throws {
    try with(kind) { suite, _ in try suite.missingObjects() }
  }
  @Test(arguments: WebKind.allCases) func listingAndRemoval(_ kind: WebKind) throws {
    try with(kind) { suite, _ in try suite.listingAndRemoval() }
  }
  @Test(arguments: WebKind.allCases) func plainFiles(_ kind: WebKind) throws {
    try with(kind) { suite, _ in try suite.plainFiles() }
  }
  @Test(arguments: WebKind.allCases) func cancelling(_ kind: WebKind) throws {
    try with(kind) { suite, _ in try suite.cancelling() }
  }
  @Test(arguments: WebKind.allCases, RemoteConformance.Check.allCases)
  func conforms(_ kind: WebKind, _ check: RemoteConformance.Check) throws {
    try with(kind) { suite, _ in try suite.run(check) }
  }
  /// Where each question costs a request, a first push of many asks about some; what is found makes it ask about all.
  @Test(arguments: [false, true]) func sampleBeforeAFirstUpload(_ hasSome: Bool) throws {
    try withWebServer { server, scratch in
      let store = ObjectStore(root: scratch.path("here"))
      let ids = try (0..<1100).map { try store.store(bytes: Array("object \($0)".utf8)) }
      if hasSome { _ = try WebKind.http.remote(server).upload(Array(ids[..<3]), from: store) }
      let asked = Mutex(0)
      var settings = ClientSettings()
      settings.observer = { if $0.method == "HEAD" { asked.withLock { $0 += 1 } } }
      let remote = try WebKind.http.remote(server, settings)
      let absent = try remote.missingForUpload(ids, progress: nil, cancellation: nil)
      #expect(absent == (hasSome ? Array(ids[3...]) : ids))
      #expect(asked.withLock { hasSome ? $0 >= ids.count : $0 < 150 })
      // A wrapper asks as its inner remote does; who only counts is told the truth.
      let limited = RateLimitedRemote(remote, RateLimit(bytesPerSecond: 1 << 40))
      #expect(try limited.missingForUpload(ids, progress: nil, cancellation: nil) == absent)
      let dry = try DryRunRemote(WebKind.http.remote(server)).upload(ids, from: store)
      #expect(dry.present.count == (hasSome ? 3 : 0))
    }
  }

  @Test(arguments: WebKind.allCases) func corruptObjects(_ kind: WebKind) throws {
    try with(kind) { suite, scratch in
      try suite.corruptObjects { id in
        let path = "\(kind.place)/files/md5/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))"
        try scratch.write(Array(try scratch.bytes(path).reversed()) + [1], to: path)
      }
    }
  }

  /// Objects so large that they come in parts.
  @Test(arguments: WebKind.allCases) func largeObjects(_ kind: WebKind) throws {
    try withWebServer { server, scratch in
      let here = ObjectStore(root: scratch.path("here"))
      var random = SeededRandom(seed: 3)
      let ids = try [70_000_000, 33_554_432, 40_000_001].map { try here.store(bytes: random.bytes($0)) }
      let remote = try kind.remote(server)
      #expect(try remote.upload(ids, from: here).isComplete)
      let there = ObjectStore(root: scratch.path("there"))
      let down = try remote.download(ids, into: there)
      #expect(down.isComplete && down.bytes == 143_554_433)
      #expect(try there.verify(ids).isEmpty)
      #expect(TreeSnapshot(of: scratch.path("there")).files.count == 3)
      #expect(TreeSnapshot(of: scratch.path(kind.place)).files.count == 3)
    }
  }

  /// What an earlier run left is gone on with, and thrown away when it is no good.
  @Test(arguments: WebKind.allCases) func resumes(_ kind: WebKind) throws {
    try withWebServer { server, scratch in
      let here = ObjectStore(root: scratch.path("here"))
      var random = SeededRandom(seed: 4)
      let bytes = random.bytes(6_000_000)
      let id = try here.store(bytes: bytes)
      let remote = try kind.remote(server)
      #expect(try remote.upload([id], from: here).isComplete)
      let before = try scratch.text("server/access").count
      for isGood in [true, false] {
        let name = isGood ? "good" : "bad"
        var left = Array(bytes[..<4_000_000])
        if !isGood { left[1_000_000] ^= 1 }
        try scratch.write(left, to: "\(name)/files/md5/\(id.hex.prefix(2))/.\(id.hex.dropFirst(2)).part.tmp")
        let there = ObjectStore(root: scratch.path(name))
        #expect(try remote.download([id], into: there).isComplete)
        #expect(try there.read(id) == bytes)
        #expect(TreeSnapshot(of: scratch.path(name)).files.count == 1)
      }
      let log = try scratch.text("server/access").dropFirst(before)
      #expect(log.split(separator: "\n").filter { $0.contains(" 206 ") }.count == 2)
      #expect(log.split(separator: "\n").filter { $0.contains("GET") && $0.contains(" 200 ") }.count == 1)
    }
  }

  @Test func webDAVWantsCredentials() throws {
    try withWebServer { server, scratch in
      let here = ObjectStore(root: scratch.path("here"))
      let id = try here.store(bytes: [1, 2, 3])
      let base = try #require(WebBase(server.closed + "/x"))
      func remote(_ password: String) -> WebRemote {
        let settings = ClientSettings(
          origin: base.origin, authentication: .basic(user: "me", password: password))
        return WebRemote(name: "web", url: base.url, dialect: WebDAVDialect(base: base), settings: settings)
      }
      do {
        _ = try remote("wrong").upload([id], from: here)
        Issue.record("a wrong password was taken")
      } catch let error as WebFailure {
        #expect(error.error.cause == .status(401) && error.remote == "web")
      }
      #expect(try remote("secret").upload([id], from: here).isComplete)
      #expect(try remote("secret").missing([id]) == [])
    }
  }

  @Test func keysOfPaths() throws {
    let base = try #require(WebBase("webdavs://me:pw@host/a%20b/ü/"))
    #expect(base.url == "https://host/a%20b/%C3%BC" && base.user == "me" && base.password == "pw")
    #expect(base.key(ofPath: "/a%20b/%c3%bc/files/md5/") == "files/md5")
    #expect(base.key(ofPath: "/a b/ü") == "")
    for path in ["/other/x", "/a%20b/%C3%BCx/y", "/a%20b/%C3%BC/../x", "/a%20b/%C3%BC/x//y"] {
      #expect(base.key(ofPath: path) == nil, "\(path)")
    }
    #expect(base.url(of: "files/x y") == "https://host/a%20b/%C3%BC/files/x%20y")
  }
}

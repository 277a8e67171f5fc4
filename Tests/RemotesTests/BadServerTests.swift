import Files
import Hashing
import Objects
import TestKit
import Testing
import Transport

@testable import Remotes

/// A server that fails in every way we could think of. Whatever it does: an error that names remote, object and cause,
/// nothing wrong in the store, what did arrive is kept, and the next run goes on from there.
@Suite struct BadServers {
  enum Fault: String, CaseIterable, Sendable {
    case truncated, flipped, tooLong, page, forbidden, gone, throttled, broken, unavailable, reset
    case resetInTheMiddle, silent, stallsInTheMiddle, loop, fileRedirect, compressed, garbage, emptied

    /// What the server says about an object of these bytes.
    func answer(_ bytes: [UInt8]) -> StubAnswer {
      let half = Array(bytes.prefix(bytes.count / 2))
      switch self {
      case .truncated: return .answer(200, body: half, length: bytes.count, .close)
      case .flipped: return .answer(200, body: [bytes[0] ^ 1] + bytes.dropFirst())
      case .tooLong: return .answer(200, body: bytes + [0])
      case .page: return .answer(200, "<html><body>Please log in</body></html>")
      case .forbidden: return .answer(403, "no")
      case .gone: return .answer(404, "no")
      case .throttled: return .answer(429, "slow down")
      case .broken: return .answer(500, "oh")
      case .unavailable: return .answer(503, "later")
      case .reset: return .reset
      case .resetInTheMiddle: return .answer(200, body: half, length: bytes.count, .reset)
      case .silent: return .silence
      case .stallsInTheMiddle: return .answer(200, body: half, length: bytes.count, .hang)
      case .loop: return .answer(302, headers: ["Location": "?"])
      case .fileRedirect: return .answer(301, headers: ["Location": "file:///etc/passwd"])
      case .compressed:
        return .answer(200, headers: ["Content-Encoding": "gzip"], body: [0x1f, 0x8b, 8, 0] + half)
      case .garbage: return StubAnswer(raw: Array("\0\u{1}nothing\r\n\r\n".utf8))
      case .emptied: return .answer(200)
      }
    }

    /// Whether the server says so of the object alone, by bytes that are others.
    var isWrongBytes: Bool {
      [.flipped, .tooLong, .page, .compressed, .emptied].contains(self)
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let kind: BadKind
    let fault: Fault
    var size = 0
    var isFinal: Bool { kind == .s3 && fault == .forbidden }
    var testDescription: String { "\(kind) \(fault) \(size)" }

    static let downloads = BadKind.allCases.flatMap { kind in
      Fault.allCases.flatMap { fault in
        [200, 400_000].map { Case(kind: kind, fault: fault, size: $0) }
      }
    }
    static let uploads = BadKind.allCases.flatMap { kind in
      [
        Fault.forbidden, .throttled, .broken, .unavailable, .reset, .silent, .loop, .fileRedirect, .garbage,
      ].map { Case(kind: kind, fault: $0) }
    }
  }

  @Test(arguments: Case.downloads) func downloads(_ this: Case) throws {
    let (kind, fault) = (this.kind, this.fault)
    try withScratch("bad") { scratch in
      let here = ObjectStore(root: scratch.path("here"))
      var random = SeededRandom(seed: UInt64(this.size))
      let contents = (0..<6).map { _ in random.bytes(this.size) }
      let ids = try contents.map { try here.store(bytes: $0) }
      let byTarget = Dictionary(uniqueKeysWithValues: zip(ids, contents).map { (kind.target($0), $1) })
      let bad = kind.target(ids[2])
      try withStub { request in
        guard request.method == "GET", let bytes = byTarget[request.target] else {
          return kind.usual(request)
        }
        return request.target == bad ? fault.answer(bytes) : .answer(200, body: bytes)
      } _: { server throws in
        let there = ObjectStore(root: scratch.path("there"))
        // S3 says so of all objects or of none: nothing more is tried.
        if this.isFinal {
          let error = #expect(throws: WebFailure.self) {
            try kind.remote(server, scratch).download(ids, into: there)
          }
          #expect(error?.remote == "bad" && error?.key == WebRemote.key(ids[2]))
          return #expect(try there.verify(ids).contains { $0.id == ids[2] })
        }
        let report = try kind.remote(server, scratch).download(ids, into: there)
        #expect(Set(report.transferred) == Set(ids).subtracting([ids[2]]), "\(report.failures)")
        #expect(report.failures.map(\.item) == [ids[2]])
        switch report.failures.first?.error {
        case let error as WebFailure:
          #expect(error.remote == "bad" && error.key == WebRemote.key(ids[2]) && !fault.isWrongBytes)
          #expect(!error.error.message.isEmpty)
        case StoreError.corrupt(ids[2], _, let path)?:
          #expect(fault.isWrongBytes && path == kind.url(ids[2], server))
        case StoreError.missing(ids[2])?: #expect(fault == .gone)
        case let other: Issue.record("\(String(describing: other))")
        }
        #expect(try !there.contains(ids[2]))
        #expect(try there.verify(ids).map(\.id) == [ids[2]])
      }
      // The next run goes on, and nothing of the first is in its way.
      try withStub {
        byTarget[$0.target].map { .answer(200, body: $0) } ?? kind.usual($0)
      } _: { server throws in
        let there = ObjectStore(root: scratch.path("there"))
        let absent = try there.missing(ids)
        let report = try kind.remote(server, scratch).download(ids, into: there)
        #expect(Set(report.transferred) == Set(absent) && absent.contains(ids[2]) && report.isComplete)
        #expect(try there.verify(ids).isEmpty && server.requests.count == absent.count)
      }
    }
  }

  @Test(arguments: Case.uploads) func uploads(_ this: Case) throws {
    let (kind, fault) = (this.kind, this.fault)
    try withScratch("bad") { scratch in
      let here = ObjectStore(root: scratch.path("here"))
      let ids = try (0..<5).map { try here.store(bytes: [UInt8($0)]) }
      let bad = kind.target(ids[1])
      try withStub { request in
        request.method == kind.storing && request.target == bad
          ? fault.answer(request.body) : kind.usual(request)
      } _: { server throws in
        if this.isFinal {
          let error = #expect(throws: WebFailure.self) {
            try kind.remote(server, scratch).upload(ids, from: here)
          }
          return #expect(error?.remote == "bad" && error?.key == WebRemote.key(ids[1]))
        }
        let report = try kind.remote(server, scratch).upload(ids, from: here)
        #expect(report.failures.map(\.item) == [ids[1]] && report.transferred.count == 4)
        let error = report.failures.first?.error as? WebFailure
        #expect(error?.remote == "bad" && error?.key == WebRemote.key(ids[1]))
        for request in server.requests where request.method == kind.storing && request.target != bad {
          #expect(kind.target(ObjectID(Hash.digest(request.body))) == request.target)
        }
      }
    }
  }

  /// Questions: a server that cannot be believed, or does not answer, has no say in what is there.
  @Test(arguments: BadKind.allCases) func questions(_ kind: BadKind) throws {
    try withScratch("bad") { scratch in
      let ids = (0..<4).map { ObjectID(Hash.digest("\($0)")) }
      var answers: [StubAnswer] = [
        .answer(401), .answer(403), .answer(500), .answer(302, headers: ["Location": "?"]), .reset, .silence,
      ]
      // S3's requests are signed: nobody but S3 answers them with 200.
      if kind != .s3 { answers.append(.answer(200)) }
      for answer in answers {
        try withStub { _ in
          answer
        } _: { server throws in
          #expect(throws: WebFailure.self) { try kind.remote(server, scratch).missing(ids) }
        }
      }
      try withStub {
        kind.usual($0)
      } _: { server throws in
        #expect(try kind.remote(server, scratch).missing(ids) == ids)
      }
    }
  }

  /// The same answer to everything: the run ends long before every object was tried.
  @Test(arguments: BadKind.allCases) func aServerThatRefusesEverythingIsLeftAlone(_ kind: BadKind) throws {
    try withScratch("bad") { scratch in
      let here = ObjectStore(root: scratch.path("here"))
      let ids = try (0..<500).map { try here.store(bytes: Array("\($0)".utf8)) }
      for status in [401, 403, 429, 500, 503] {
        try withStub { _ in
          .answer(status, "no")
        } _: { server throws in
          #expect(throws: WebFailure.self) {
            try kind.remote(server, scratch).download(ids, into: ObjectStore(root: scratch.path("there")))
          }
          #expect(throws: WebFailure.self) { try kind.remote(server, scratch).upload(ids, from: here) }
          #expect(server.requests.count < 500)
        }
      }
    }
  }

  /// Nothing that names a user goes to another host, and nothing of another host is taken for an object.
  @Test(arguments: BadKind.allCases) func redirectsToOtherHosts(_ kind: BadKind) throws {
    try withScratch("bad") { scratch in
      let here = ObjectStore(root: scratch.path("here"))
      let id = try here.store(bytes: [1, 2, 3])
      try withStub { _ in
        .answer(200, "other bytes")
      } _: { (other: StubServer) throws in
        try withStub { request in
          .answer(
            302, headers: ["Location": other.url.replacing("127.0.0.1", with: "localhost") + request.target])
        } _: { server throws in
          let there = ObjectStore(root: scratch.path("there"))
          let report = try? kind.remote(server, scratch).download([id], into: there)
          #expect(report?.isComplete != true)
          #expect(try !there.contains(id))
          for request in other.requests {
            #expect(request.headers["authorization"] == nil && request.headers["x-amz-security-token"] == nil)
          }
        }
      }
    }
  }

  /// A listing that is cut, of another kind, or that names what lies elsewhere.
  @Test func listings() throws {
    let scratch = Scratch(root: "/nowhere")
    func dav(_ server: StubServer) throws -> WebRemote { try BadKind.webDAV.remote(server, scratch) }
    let good = "<D:multistatus xmlns:D='DAV:'><D:response><D:href>/base/files/md5/</D:href></D:response>"
    for body in ["<html>", "<html></html>", good, "not xml", "", "<!DOCTYPE x [<!ENTITY a 'b'>]>" + good] {
      try withStub { _ in
        .answer(207, body)
      } _: { server throws in
        #expect(throws: WebFailure.self) {
          try dav(server).forEachObject(.md5, cancellation: nil) { _ in }
        }
      }
    }
    let hex = String(repeating: "a", count: 30)
    let names = [
      "/base/files/md5/aa/\(hex)", "/other/files/md5/aa/\(hex)", "/base/files/md5/aa/../bb/\(hex)",
      "/base/files/md5/bb/\(hex)", "/base/files/md5/aa/.x.tmp", "/base/files/md5/aa/\(hex.uppercased())",
    ]
    @Sendable func list(_ names: [String], collection: Bool) -> String {
      "<D:multistatus xmlns:D='DAV:'>"
        + names.map {
          "<D:response><D:href>\($0)</D:href><D:propstat><D:prop><D:resourcetype>"
            + (collection ? "<D:collection/>" : "") + "</D:resourcetype></D:prop></D:propstat></D:response>"
        }.joined() + "</D:multistatus>"
    }
    try withStub {
      $0.target == "/base/files/md5/"
        ? .answer(207, list(["/base/files/md5/", "/base/files/md5/aa/"], collection: true))
        : .answer(207, list(names, collection: false))
    } _: { server throws in
      var found: [ObjectID] = []
      try dav(server).forEachObject(.md5, cancellation: nil) { found.append($0) }
      #expect(found == [ObjectID("aa" + hex)])
      // A page that names itself as a directory is not followed for ever.
      #expect(try dav(server).plainFiles(below: "files/md5").count <= names.count)
    }
  }
}

import CSystem
import Files
import Hashing
import Objects
import Synchronization
import TestKit
import Testing
import Transport

@testable import Remotes

/// The suite that every remote passes, against a server that checks signatures.
@Suite struct S3Remotes {
  private static let prefixes = Atomic<Int>(0)
  private static let made = Mutex<Bool>(false)

  static func settings(
    _ scratch: Scratch, _ url: String, bucket: String, prefix: String = S3Remotes.freshPrefix(),
    key: (id: String, secret: String) = S3Server.key
  ) -> S3Settings {
    var credentials = CredentialSettings(home: scratch.path("home"))
    (credentials.keyID, credentials.secret) = (key.id, key.secret)
    var settings = S3Settings(name: "s3", bucket: bucket, prefix: prefix, credentials: credentials)
    settings.endpoint = url
    return settings
  }

  static func freshPrefix() -> String { "some prefix/ä+=&/\(prefixes.add(1, ordering: .relaxed).newValue)" }

  /// One for all: each costs the server disk space.
  static func makeBucket(_ scratch: Scratch, _ server: S3Server) throws -> String {
    try made.withLock { made in
      if made { return }
      let dialect = try S3Remote.dialect(settings(scratch, server.url, bucket: "bucket"))
      _ = try S3Call.sendGood(dialect.service.request("PUT", nil, body: .bytes([])), dialect)
      made = true
    }
    return "bucket"
  }

  private func with(
    _ change: @escaping (inout S3Settings) -> Void = { _ in },
    _ body: (RemoteConformance, Scratch, S3Dialect) throws -> Void
  ) throws {
    try withScratch("remote") { scratch in
      let server = try S3Server.shared()
      var settings = Self.settings(
        scratch, server.url, bucket: try Self.makeBucket(scratch, server))
      change(&settings)
      let made = settings
      let suite = RemoteConformance(scratch: scratch) { try S3Remote.open(made) }
      try body(suite, scratch, try S3Remote.dialect(made))
    }
  }

  @Test func roundTrip() throws { try with { suite, _, _ in try suite.roundTrip() } }
  @Test func roundTripAtTheTop() throws {
    try with({ $0.prefix = "top" }) { suite, _, _ in try suite.roundTrip() }
  }
  @Test func missingObjects() throws { try with { suite, _, _ in try suite.missingObjects() } }
  @Test func listingAndRemoval() throws { try with { suite, _, _ in try suite.listingAndRemoval() } }
  @Test func listingInTheOldWay() throws {
    try with({ $0.usesOldListing = true }) { suite, _, _ in try suite.listingAndRemoval() }
  }
  @Test func plainFiles() throws { try with { suite, _, _ in try suite.plainFiles() } }
  @Test(arguments: RemoteConformance.Check.allCases) func conforms(_ check: RemoteConformance.Check) throws {
    try with { suite, _, _ in try suite.run(check) }
  }
  @Test func cancelling() throws { try with { suite, _, _ in try suite.cancelling() } }

  @Test func corruptObjects() throws {
    try with { suite, _, dialect in
      try suite.corruptObjects { id in
        let key = dialect.service.key("files/md5/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))")
        let bytes = [UInt8](repeating: 9, count: 3_000_000)
        _ = try S3Call.sendGood(
          dialect.service.request(
            "PUT", key, body: .bytes(Array(bytes.prefix(id.hex < "8" ? 40 : 3_000_000)))),
          dialect)
      }
    }
  }

  /// Listings of several pages, whole and by shard.
  @Test func manyObjects() throws {
    try with { suite, _, _ in
      let here = suite.store("here")
      let ids = try suite.fill(here, (0..<2_300).map { Array("object \($0)".utf8) })
      let remote = try suite.make()
      let up = try remote.upload(ids, from: here)
      #expect(up.transferred.count == ids.count)
      #expect(try remote.missing(ids) == [])
      var listed: Set<ObjectID> = []
      try remote.forEachObject(.md5, cancellation: nil) { listed.insert($0) }
      #expect(listed == Set(ids))
      let removed = try remote.remove(ids, cancellation: nil)
      #expect(removed.isComplete)
      #expect(try suite.make().missing(ids) == ids)
    }
  }

  /// An upload in parts, cut off in the middle, goes on with the parts that are there.
  @Test func goesOnWithParts() throws {
    try with { suite, _, dialect in
      var random = SeededRandom(seed: 4)
      let here = suite.store("here")
      // Each MiB another one, made quickly.
      var content = [UInt8](repeating: 3, count: 66 << 20)
      for i in stride(from: 0, to: content.count, by: 1 << 20) { content[i] = random.bytes(1)[0] }
      let id = try here.store(bytes: content)
      let key = dialect.service.key("files/md5/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))")
      let service = dialect.service
      func call(
        _ method: String, _ query: [(name: String, value: String)], _ body: Body = .none
      ) throws -> String {
        String(
          decoding: try S3Call.sendGood(service.request(method, key, query: query, body: body), dialect).body,
          as: UTF8.self)
      }
      let begun = try call("POST", [(name: "uploads", value: "")], .bytes([]))
      let upload = String(
        begun.split(separator: "<UploadId>")[1].split(separator: "</UploadId>")[0])
      let part = 16 << 20
      _ = try call(
        "PUT", [(name: "partNumber", value: "2"), (name: "uploadId", value: upload)],
        .bytes(Array(content[part..<2 * part])))
      // Wrong bytes under a right number.
      _ = try call(
        "PUT", [(name: "partNumber", value: "3"), (name: "uploadId", value: upload)],
        .bytes([UInt8](repeating: 7, count: part)))
      let report = try suite.make().upload([id], from: here)
      #expect(report.transferred == [id])
      let there = suite.store("there")
      #expect(try suite.make().download([id], into: there).transferred == [id])
      #expect(try there.read(id) == content)
      // An earlier download left its beginning, and more than a few parts are missing.
      let gone = suite.store("gone on")
      do {
        let partial = try #require(try gone.partial(id))
        try content[..<(20 << 20)].withUnsafeBytes { try partial.write($0, at: 0) }
      }
      #expect(try suite.make().download([id], into: gone).transferred == [id])
      #expect(try gone.contains(id))
      // Nothing stays half done.
      let left = try S3Call.sendGood(
        service.request("GET", nil, query: [(name: "uploads", value: ""), (name: "prefix", value: key)]),
        dialect)
      #expect(!String(decoding: left.body, as: UTF8.self).contains("<UploadId>"))
    }
  }

  @Test func tellsWhatIsNotAllowed() throws {
    try withScratch("remote") { scratch in
      let server = try S3Server.shared()
      let bucket = try Self.makeBucket(scratch, server)
      let here = ObjectStore(root: scratch.path("here"))
      let id = try here.store(bytes: [1, 2, 3])
      func attempt(_ settings: S3Settings) -> TransportError? {
        do {
          _ = try S3Remote.open(settings).upload([id], from: here)
          return nil
        } catch {
          return (error as? WebFailure)?.error
        }
      }
      let reader = attempt(Self.settings(scratch, server.url, bucket: bucket, key: S3Server.reader))
      #expect(reader?.cause == .denied && reader?.message.contains("s3:PutObject is not allowed") == true)
      let wrong = attempt(Self.settings(scratch, server.url, bucket: bucket, key: ("testkey", "bad")))
      #expect(wrong?.cause == .denied && wrong?.message.contains("the remote's options") == true)
      #expect(wrong?.message.contains("bad") == false)
      let nowhere = attempt(Self.settings(scratch, server.url, bucket: "no-such-bucket"))
      #expect(nowhere?.cause == .denied && nowhere?.message.contains("does not exist") == true)
    }
  }
}

import Foundation
import Hashing
import Objects
import Synchronization
import TestKit
import Testing
import Transport

@testable import Remotes

/// S3 servers that are wrong, far away, strict about time, or hostile.
@Suite struct S3Faults {
  private static let late = "Fri, 24 May 2013 00:00:00 GMT"

  private static func error(_ status: Int, _ code: String, _ more: String = "") -> StubAnswer {
    .answer(status, "<Error><Code>\(code)</Code><Message>told so</Message>\(more)</Error>")
  }

  private static func listing(_ inside: String) -> StubAnswer {
    .answer(200, "<ListBucketResult><EncodingType>url</EncodingType>\(inside)</ListBucketResult>")
  }

  private func with(
    credentials change: (inout CredentialSettings) -> Void = { _ in }, _ script: @escaping StubServer.Script,
    _ body: (StubServer, S3Dialect, any Remote, Scratch) throws -> Void
  ) throws {
    try withScratch("s3") { scratch in
      let server = try StubServer(script)
      defer { server.stop() }
      var settings = S3Remotes.settings(scratch, server.url, bucket: "b", prefix: "p")
      change(&settings.credentials)
      try body(server, try S3Remote.dialect(settings), try S3Remote.open(settings), scratch)
    }
  }

  private func failure(_ body: () throws -> Void) -> TransportError? {
    do {
      try body()
      return nil
    } catch {
      return (error as? WebFailure)?.error ?? error as? TransportError
    }
  }

  private let id = ObjectID(Hash.digest("x"))

  @Test func listingsThatAreCutOrRepeatedOrNone() throws {
    let bad: [(StubAnswer, String)] = [
      (.answer(200, "<ListBucketResult><Contents><Key>p/files/md5"), "broken"),
      (.answer(200, "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><ListBucketResult/>"), "broken"),
      (.answer(200, "<html><body>Log in</body></html>"), "no listing"),
      (.answer(200, ""), "broken"),
      (Self.listing("<IsTruncated>true</IsTruncated>"), "does not say where"),
      (
        Self.listing(
          "<IsTruncated>true</IsTruncated><ContinuationToken>t</ContinuationToken>"
            + "<NextContinuationToken>t</NextContinuationToken>"), "repeats itself"
      ),
    ]
    for (answer, words) in bad {
      try with({ _ in answer }) { _, _, remote, _ in
        let error = failure { try remote.forEachObject(.md5, cancellation: nil) { _ in } }
        #expect(
          error?.cause == .badAnswer && error?.message.contains(words) == true, "\(words): \(error as Any)")
      }
    }
    // The same page again and again, by different tokens in turn.
    try with({ request in
      Self.listing(
        "<IsTruncated>true</IsTruncated><NextContinuationToken>\(request.target.contains("=a") ? "b" : "a")"
          + "</NextContinuationToken>")
    }) { _, _, remote, _ in
      #expect(failure { try remote.forEachObject(.md5, cancellation: nil) { _ in } }?.cause == .badAnswer)
    }
  }

  @Test func namesOfOtherPlacesAreNotTaken() throws {
    let hex = String(repeating: "ab", count: 15)
    let keys = [
      "p/files/md5/ab/\(hex)", "q/files/md5/ab/\(hex)", "p/files/md5/ab/../\(hex)", "p/files/md5/ab/x",
    ]
    let contents = keys.map { "<Contents><Key>\($0)</Key><Size>1</Size></Contents>" }.joined()
    try with({ _ in Self.listing(contents) }) { _, _, remote, _ in
      var found: Set<String> = []
      try remote.forEachObject(.md5, cancellation: nil) { found.insert($0.hex) }
      #expect(found == ["ab" + hex])
    }
  }

  @Test func storedBytesThatAreOthers() throws {
    try with({ request in
      request.method == "PUT"
        ? .answer(200, headers: ["ETag": "\"\(String(repeating: "0", count: 32))\""]) : .answer(404, "")
    }) { server, _, remote, scratch in
      let here = ObjectStore(root: scratch.path("here"))
      let id = try here.store(bytes: [1])
      let report = try remote.upload([id], from: here)
      let error = (report.failures.first?.error as? WebFailure)?.error
      #expect(report.transferred == [] && error?.message.contains("stored other bytes") == true)
      let put = server.requests.first { $0.method == "PUT" }
      // md5 of the byte 1: 55a54008ad1ba589aa210d2629c1df41
      #expect(put?.headers["content-md5"] == "VaVACK0bpYmqIQ0mKcHfQQ==")
      #expect(put?.headers["authorization"]?.contains("content-md5") == true)
    }
  }

  @Test func followsTheBucketToItsRegion() throws {
    try with({ request in
      let authorization = request.headers["authorization"] ?? ""
      if authorization.contains("/eu-central-1/s3/") { return .answer(200, "") }
      return .answer(301, headers: ["x-amz-bucket-region": "eu-central-1"])
    }) { _, dialect, remote, _ in
      let absent = try remote.missing([id])
      #expect(absent == [])
      _ = try S3Call.sendGood(dialect.service.request("HEAD", "k"), dialect)
      #expect(dialect.service.region == "eu-central-1")
    }
    // No way to another host, whatever the server calls a region.
    let place = S3Place(bucket: "bkt", region: "us-east-1", endpoint: nil, addressing: .auto, usesTLS: true)
    #expect(place.base == "https://bkt.s3.us-east-1.amazonaws.com")
    try with({ _ in .answer(301, headers: ["x-amz-bucket-region": "evil.example/"]) }) {
      _, dialect, remote, _ in
      #expect(failure { _ = try remote.missing([id]) } != nil)
      #expect(dialect.service.region == "us-east-1")
    }
  }

  @Test func correctsTheClock() throws {
    try with({ request in
      let isRight = request.headers["x-amz-date"]?.hasPrefix("20130524T00") == true
      return isRight
        ? .answer(200, "")
        : .answer(
          403, headers: ["Date": Self.late],
          body: Array("<Error><Code>RequestTimeTooSkewed</Code></Error>".utf8))
    }) { server, _, remote, _ in
      let absent = try remote.missing([id])
      #expect(absent == [])
      #expect(server.requests.count == 2)
    }
  }

  @Test func renewsTokensThatExpire() throws {
    try withScratch("s3") { scratch in
      try scratch.write("key", to: "key")
      // The file gets another key after the first use of it.
      let answered = Atomic<Int>(0)
      let path = scratch.path("home/.aws/credentials")
      @Sendable func text(_ id: String) -> String {
        "[default]\naws_access_key_id=\(id)\naws_secret_access_key=s\n"
      }
      try scratch.write(text("OLD"), to: "home/.aws/credentials")
      let server = try StubServer { request in
        if request.headers["authorization"]?.contains("Credential=NEW/") == true { return .answer(200, "") }
        if answered.add(1, ordering: .relaxed).newValue == 1 {
          try? text("NEW").write(toFile: path, atomically: true, encoding: .utf8)
        }
        return Self.error(400, "ExpiredToken")
      }
      defer { server.stop() }
      var settings = S3Settings(
        name: "s3", bucket: "b", prefix: "",
        credentials: CredentialSettings(home: scratch.path("home")))
      settings.endpoint = server.url
      let dialect = try S3Remote.dialect(settings)
      let answer = try S3Call.send(dialect.service.request("GET", "k"), dialect)
      #expect(answer.status == 200)
    }
    // The same key again is no news.
    try with({ _ in Self.error(400, "ExpiredToken") }) { server, dialect, _, _ in
      #expect(
        failure { _ = try S3Call.sendGood(dialect.service.request("GET", "k"), dialect) }?.cause == .denied)
      #expect(server.requests.count == 1)
    }
  }

  @Test func slowsDownAndGoesOn() throws {
    try with({ request in
      request.before < 2 ? Self.error(503, "SlowDown") : .answer(200, "")
    }) { (server: StubServer, _: S3Dialect, remote: any Remote, _: Scratch) throws -> Void in
      let absent = try remote.missing([id])
      #expect(absent == [])
      #expect(server.requests.count == 3)
    }
  }

  @Test func missingBucketsAreNotMissingObjects() throws {
    try with({ request in
      request.method == "HEAD" ? .answer(404, "") : Self.error(404, "NoSuchBucket")
    }) { _, _, remote, _ in
      let error = failure { _ = try remote.missing([id]) }
      #expect(error?.cause == .denied && error?.message == "NoSuchBucket: told so")
    }
    // Here the bucket is there.
    try with({ request in request.method == "HEAD" ? .answer(404, "") : Self.listing("") }) {
      _, _, remote, _ in
      let absent = try remote.missing([id])
      #expect(absent == [id])
    }
  }

  @Test func saysThatHeadCannotTell() throws {
    try with({ _ in .answer(403, "") }) { _, _, remote, _ in
      let error = failure { _ = try remote.missing([id]) }
      #expect(error?.cause == .denied && error?.message.contains("s3:ListBucket") == true)
      #expect(error?.message.contains("the remote's options") == true)
    }
  }

  @Test func anUploadInPartsThatFailsAtItsEnd() throws {
    try with({ request in
      switch request.method {
      case "HEAD": .answer(404, "")
      case "GET": request.target.contains("uploads") ? Self.error(403, "AccessDenied") : Self.listing("")
      case "PUT": .answer(200, headers: ["ETag": "\"tag\""])
      default:
        request.target.contains("uploads")
          ? .answer(200, "<R><UploadId>u</UploadId></R>") : Self.error(200, "InternalError")
      }
    }) { server, _, remote, scratch in
      let here = ObjectStore(root: scratch.path("here"))
      let id = try here.store(bytes: [UInt8](repeating: 1, count: 65 << 20))
      let report = try remote.upload([id], from: here)
      #expect(report.transferred == [] && report.failures.count == 1)
      #expect(server.requests.filter { $0.method == "PUT" }.count == 5)
    }
  }

  @Test func sendsTheCustomersKeyWithEverything() throws {
    try withScratch("s3") { scratch in
      let server = try StubServer { request in request.method == "HEAD" ? .answer(404, "") : .answer(200, "")
      }
      defer { server.stop() }
      var settings = S3Remotes.settings(scratch, server.url, bucket: "b", prefix: "p")
      let isTaken = settings.encryption.setCustomerKey("too short")
      #expect(!isTaken)
      let isGood = settings.encryption.setCustomerKey("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
      #expect(isGood)
      settings.access = [("x-amz-acl", "public-read")]
      settings.encryption.algorithm = "aws:kms"
      let dialect = try S3Remote.dialect(settings)
      _ = try S3Call.send(dialect.get("k", range: nil), dialect)
      let step = try dialect.step(WebObject(key: "k", size: 1, md5: nil), 0, after: nil)
      guard case .send(let put) = step else {
        Issue.record("no request")
        return
      }
      let get = try #require(server.requests.first)
      #expect(
        get.headers["x-amz-server-side-encryption-customer-key"]
          == "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
      #expect(get.headers["x-amz-acl"] == nil && get.headers["x-amz-server-side-encryption"] == nil)
      #expect(put.header("x-amz-acl") == "public-read")
      #expect(put.header("x-amz-server-side-encryption") == "aws:kms")
    }
  }

  @Test func readsPlaces() throws {
    #expect(S3Settings.place(of: "s3://b").map { $0.bucket + "|" + $0.prefix } == "b|")
    #expect(S3Settings.place(of: "s3://b/p/q/").map { $0.bucket + "|" + $0.prefix } == "b|p/q")
    #expect(S3Settings.place(of: "s3://") == nil)
    func place(_ bucket: String, _ url: String?, _ style: S3Settings.Addressing = .auto) -> String {
      let place = S3Place(
        bucket: bucket, region: "cn-north-1", endpoint: url.flatMap { try? EndpointURL($0) },
        addressing: style, usesTLS: true)
      return place.base + place.root
    }
    #expect(place("bkt", nil) == "https://bkt.s3.cn-north-1.amazonaws.com.cn/")
    #expect(place("b.kt", nil) == "https://s3.cn-north-1.amazonaws.com.cn/b.kt/")
    #expect(place("Bkt", nil) == "https://s3.cn-north-1.amazonaws.com.cn/Bkt/")
    #expect(place("bkt", "http://h:9000/x") == "http://h:9000/x/bkt/")
    #expect(place("bkt", "http://h:9000", .virtual) == "http://bkt.h:9000/")
    #expect(place("bkt", "http://127.0.0.1:9000", .virtual) == "http://127.0.0.1:9000/bkt/")
  }
}

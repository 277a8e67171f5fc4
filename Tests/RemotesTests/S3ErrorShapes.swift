import Foundation
import Hashing
import Objects
import TestKit
import Testing
import Transport

@testable import Remotes

/// AWS's own answers when something is wrong, as it documents and sends them: each becomes one line that says what was
/// asked, why it failed, and who we were. Answers to HEAD have no body.
@Suite struct S3ErrorShapes {
  struct Shape: Sendable, CustomTestStringConvertible {
    let code: String
    let status: Int
    var headers: [String: String] = [:]
    var more = ""
    /// What the line says.
    let words: [String]
    var isFinal = true

    var testDescription: String { "\(status) \(code)" }

    var answer: StubAnswer {
      let text =
        code.isEmpty
        ? ""
        : """
        <?xml version="1.0" encoding="UTF-8"?>
        <Error><Code>\(code)</Code><Message>as AWS words it</Message>\(more)\
        <RequestId>4442587FB7D0A2F9</RequestId><HostId>vlR7Pn=</HostId></Error>
        """
      return .answer(
        status, headers: headers.merging(["x-amz-request-id": "4442587FB7D0A2F9"]) { $1 },
        body: Array(text.utf8))
    }
  }

  private static let source = "credentials from the remote's options"

  static let bodies: [Shape] = [
    Shape(
      code: "NoSuchBucket", status: 404, more: "<BucketName>b</BucketName>", words: ["NoSuchBucket"]),
    Shape(code: "AccessDenied", status: 403, words: ["s3:GetObject is not allowed", source]),
    Shape(code: "AllAccessDisabled", status: 403, words: ["s3:GetObject is not allowed", source]),
    Shape(
      code: "InvalidAccessKeyId", status: 403, more: "<AWSAccessKeyId>AKIA</AWSAccessKeyId>",
      words: ["InvalidAccessKeyId", source]),
    Shape(
      code: "SignatureDoesNotMatch", status: 403,
      more: "<StringToSign>AWS4-HMAC-SHA256</StringToSign><SignatureProvided>x</SignatureProvided>",
      words: ["SignatureDoesNotMatch", source]),
    Shape(
      code: "ExpiredToken", status: 400, more: "<Token-0>secret</Token-0>", words: ["ExpiredToken", source]),
    Shape(code: "InvalidToken", status: 400, words: ["InvalidToken", source]),
    Shape(
      code: "PermanentRedirect", status: 301, more: "<Endpoint>b.s3.amazonaws.com</Endpoint>",
      words: ["PermanentRedirect", "'region' or 'endpointurl'"]),
    Shape(
      code: "RequestTimeTooSkewed", status: 403, more: "<ServerTime>2026-01-01T00:00:00Z</ServerTime>",
      words: ["this machine's clock"]),
    Shape(code: "InvalidObjectState", status: 403, words: ["InvalidObjectState"], isFinal: false),
    Shape(code: "KMS.DisabledException", status: 400, words: ["KMS.DisabledException"]),
  ]

  static let heads: [Shape] = [
    Shape(code: "", status: 403, words: ["s3:ListBucket", source]),
    Shape(code: "", status: 301, words: ["'region' or 'endpointurl'"], isFinal: false),
    Shape(code: "", status: 400, words: ["400"], isFinal: false),
  ]

  @Test(arguments: bodies) func toldInOneLine(_ shape: Shape) throws {
    try expect(shape) { remote, id, scratch in
      let store = ObjectStore(root: scratch.path("store"))
      let report = try remote.download([id], into: store)
      if let failure = report.failures.first { throw failure.error }
    }
  }

  @Test(arguments: heads) func toldWithoutBody(_ shape: Shape) throws {
    try expect(shape) { remote, id, _ in _ = try remote.missing([id]) }
  }

  private func expect(
    _ shape: Shape, _ body: (any Remote, ObjectID, Scratch) throws -> Void
  ) throws {
    try withScratch("shape") { scratch in
      let server = try StubServer { _ in shape.answer }
      defer { server.stop() }
      let settings = S3Remotes.settings(scratch, server.url, bucket: "b", prefix: "p")
      let id = ObjectID(Hash.digest("x"))
      do {
        try body(try S3Remote.open(settings), id, scratch)
        Issue.record("nothing was wrong")
      } catch let error as WebFailure {
        #expect(error.remote == "s3")
        let line = "\(error.error.message) \(error.error.url)"
        for words in shape.words { #expect(line.contains(words), "\(line)") }
        #expect(!line.contains("testsecret") && !line.contains("\n"), "\(line)")
        #expect((error.error.cause == .denied) == shape.isFinal, "\(error.error)")
      }
    }
  }
}

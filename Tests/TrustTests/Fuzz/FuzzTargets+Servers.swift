import Foundation
@testable import Git
@testable import Remotes
@testable import Transport

/// What servers answer with, as the remotes read it.
extension FuzzTarget {
  static let tags = [
    "<Contents>", "</Contents>", "<Key>", "</Key>", "<Size>", "</Size>", "<IsTruncated>true</IsTruncated>",
    "<NextContinuationToken>", "<EncodingType>url</EncodingType>", "<ListBucketResult>", "<ETag>&quot;",
    "<Error><Code>", "<Message>", "<RequestId>", "%2E%2E%2F", "..", "/", "\u{1B}[31m", "-1",
    "<D:multistatus xmlns:D=\"DAV:\">", "<D:response>", "<D:href>", "<D:collection/>", "&#x2F;", "&amp;",
    "<D:getcontentlength>99999999999999999999</D:getcontentlength>", "<!DOCTYPE a>", "<![CDATA[", "]]>",
  ]

  private struct NoCredentials: CredentialHTTP {
    func send(_ request: CredentialRequest, timeout: Double) throws -> (status: Int, body: [UInt8]) {
      (404, [])
    }
  }

  private static func response(_ status: Int, _ body: [UInt8]) -> Response {
    var head = ResponseHead()
    head.status = status
    return Response(
      head: head, body: body, wholeURL: "http://127.0.0.1/bucket", received: Int64(body.count), sent: 0,
      seconds: 0, attempts: 1)
  }

  static let answers: [FuzzTarget] = [
    FuzzTarget("s3-listing", words: tags) { bytes in
      let settings = S3Settings(
        name: "r", bucket: "bucket", prefix: "data", credentials: CredentialSettings(home: "/"))
      let service = try S3Service(settings, http: NoCredentials())
      return try accepts { _ = try S3Listing.read(response(200, bytes), service) }
    },
    FuzzTarget("s3-error", words: tags) { bytes in
      let answer = S3Answer(response(403, bytes))
      if answer.words.unicodeScalars.contains(where: { $0.value < 0x20 }) {
        throw FuzzFinding("a terminal would obey it: \(answer.words.debugDescription)")
      }
      if answer.words.unicodeScalars.count > 400 { throw FuzzFinding("an error without end") }
      return !answer.code.isEmpty
    },
    FuzzTarget("webdav-listing", words: tags) { bytes in
      guard let base = WebBase("webdav://127.0.0.1/data") else { return false }
      let dialect = WebDAVDialect(base: base)
      return try accepts {
        for entry in try dialect.page(response(207, bytes), of: "files/md5").entries {
          let parts = entry.key.split(separator: "/", omittingEmptySubsequences: false)
          if parts.count != 3 || parts.contains("..") || parts.contains("") {
            throw FuzzFinding("leads elsewhere: \(entry.key.debugDescription)")
          }
        }
      }
    },
  ]

  /// References as a stranger's repository may hold them: the input is `packed-refs`, `HEAD` and a loose branch.
  static let references: [FuzzTarget] = [
    FuzzTarget(
      "git-refs",
      words: [
        "ref: ", "refs/heads/", "refs/tags/", "refs/heads/.invalid", "..", "/", "^",
        "# pack-refs with: peeled\n",
        "6b3b3c9ab7d1f2d8e4f1a0c5b2d3e4f5a6b7c8d9", " ", "\n", "\r\n", "\0", "@{-1}", "~", "a.lock", "\u{1B}",
      ]
    ) { bytes in
      let folder = FileManager.default.temporaryDirectory.path + "/cairn-refs-\(getpid())"
      let files = FileManager.default
      try files.createDirectory(atPath: folder + "/refs/heads", withIntermediateDirectories: true)
      defer { try? files.removeItem(atPath: folder) }
      for name in ["packed-refs", "HEAD", "refs/heads/main"] {
        try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
      }
      let references = GitReferences(
        GitLocation(workTree: nil, gitDirectory: folder, commonDirectory: folder, isBare: true))
      let head = try accepts { _ = try references.head() }
      let list = try accepts {
        for reference in try references.list("refs/heads/") where !reference.name.hasPrefix("refs/heads/") {
          throw FuzzFinding("not asked for: \(reference.name.debugDescription)")
        }
      }
      return head || list
    }
  ]
}

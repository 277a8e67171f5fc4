import Files
import Foundation
import Hashing
import Objects
@testable import Remotes
import Synchronization
import TestKit
@testable import Transport

/// Whole conversations: a server that says, byte for byte, what the input has. Answers are parted by ``FuzzTarget/mark``;
/// the last one is said again and again.
extension FuzzTarget {
  static let mark = "\n=====\n"
  /// Stands for the bytes of the object that is asked for, which are more than an input may have.
  private static let placeholder = Array("@OBJECT@".utf8)
  private static let object = [UInt8](repeating: 0x61, count: 1_200_000)

  private static let heads = [
    "HTTP/1.1 200 OK\r\n", "HTTP/1.1 206 Partial Content\r\n", "HTTP/1.1 302 Found\r\n",
    "HTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/1.1 503 no\r\n", "HTTP/1.1 401 no\r\n", "Content-Length: 1200000\r\n", "Content-Length: -1\r\n",
    "Content-Length: 9223372036854775807\r\n", "Accept-Ranges: bytes\r\n",
    "Content-Range: bytes 1200000-2400000/", "Content-Range: bytes 0-1/2\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Content-Encoding: gzip\r\n", "Location: /other\r\n", "Location: http://127.0.0.1:1/\r\n",
    "Location: file:///etc/passwd\r\n",
    "Retry-After: 0\r\n", "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\"\r\n", "ETag: \"a\"\r\n",
    "Set-Cookie: a=b\r\n", "Connection: close\r\n", "Link: <a>; rel=next\r\n", "\r\n", "5\r\nhello\r\n",
    "0\r\n\r\n", "fffffffffffffff0\r\n", "@OBJECT@", mark, "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
  ]

  private static func split(_ bytes: [UInt8]) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    var rest = bytes[...]
    while let cut = rest.firstRange(of: Array(mark.utf8)), parts.count < 8 {
      parts.append(Array(rest[..<cut.lowerBound]))
      rest = rest[cut.upperBound...]
    }
    parts.append(Array(rest))
    return parts.map { part in
      guard let cut = part.firstRange(of: placeholder) else { return part }
      return Array(part[..<cut.lowerBound] + object + part[cut.upperBound...])
    }
  }

  /// The answers that the one server of this process gives.
  private static let script = Mutex<[[UInt8]]>([])
  private static let server: StubServer? = try? StubServer { _ in
    script.withLock { script in
      let answer = script.first ?? []
      if script.count > 1 { script.removeFirst() }
      return StubAnswer(raw: answer, .close)
    }
  }

  private static func client() -> ClientSettings {
    var settings = ClientSettings(origin: server.flatMap { URLText.parts($0.url)?.origin })
    settings.retry = RetryPolicy(tries: 2, base: 0.001, longest: 0.001, patience: 50)
    settings.readTimeout = 1
    settings.authentication = .digest(user: "somebody", password: "secret")
    return settings
  }

  static let conversations: [FuzzTarget] = [
    FuzzTarget("http-answer", words: heads) { bytes in
      guard let server else { throw FuzzFinding("no server") }
      script.withLock { $0 = split(bytes) }
      let client = HTTPClient(client())
      return try accepts {
        let response = try client.send(Request("GET", server.url + "/a"), limit: 1 << 22)
        _ = (response.head.contentLength, response.head.etag, RetryAfter.seconds(response.head))
        if response.url.contains("secret") { throw FuzzFinding("a secret in a URL") }
      }
    },
    FuzzTarget("http-download", words: heads) { bytes in
      guard let server, let base = WebBase(server.url + "/base") else { throw FuzzFinding("no server") }
      let id = ObjectID(Hash.digest(object))
      let isArrived = try withScratch("fuzz") { scratch in
        script.withLock { $0 = split(bytes) }
        let remote = WebRemote(
          name: "r", url: server.url, dialect: WebDAVDialect(base: base), settings: client())
        let store = ObjectStore(root: scratch.path("store"))
        _ = try accepts { _ = try remote.download([id], into: store) }
        guard try store.contains(id) else { return false }
        if try !store.verify([id]).isEmpty { throw FuzzFinding("other bytes under the object's name") }
        return true
      }
      return isArrived
    },
    FuzzTarget("s3-conversation", words: heads + tags) { bytes in
      guard let server else { throw FuzzFinding("no server") }
      return try withScratch("fuzz") { scratch in
        var settings = S3Settings(
          name: "r", bucket: "bucket", prefix: "data", credentials: CredentialSettings(home: scratch.path(""))
        )
        settings.credentials.keyID = "AK"
        settings.credentials.secret = "secret"
        settings.endpoint = server.url
        var client = client()
        client.origin = nil
        client.authentication = .none
        let remote = WebRemote(
          name: "r", url: server.url, dialect: try S3Remote.dialect(settings), settings: client)
        let id = ObjectID(Hash.digest(Array("a".utf8)))
        var isGood = false
        for step in [
          { _ = try remote.missing([id]) }, { _ = try remote.plainFiles(below: "") },
          { _ = try remote.remove([id], cancellation: nil) },
        ] as [() throws -> Void] {
          script.withLock { $0 = split(bytes) }
          if try accepts(step) { isGood = true }
        }
        return isGood
      }
    },
    FuzzTarget(
      "credentials",
      words: tags + [
        "{", "}", "\"AccessKeyId\": ", "\"SecretAccessKey\": ", "\"Token\": ", "\"Expiration\": ",
        "\"2013-05-24T00:00:00Z\"", "\"roleCredentials\": {", "\"expiration\": 1e99", "<Credentials>",
        "<Expiration>", "99999999999999999999", "-1", "\r\n", "role\n", "+99:99",
      ]
    ) { bytes in
      struct Always: CredentialHTTP {
        let body: [UInt8]
        func send(_ request: CredentialRequest, timeout: Double) throws -> (status: Int, body: [UInt8]) {
          if request.headers.contains(where: { $0.value.contains("\n") || $0.value.contains("\r") }) {
            throw FuzzFinding("an answer put a line into a request")
          }
          return (200, body)
        }
      }
      var settings = CredentialSettings(home: "/nonexistent")
      settings.environment = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/x"]
      var isGood = false
      for variables in [
        ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/x"], [:],
      ] {
        settings.environment = variables
        let chain = CredentialChain(settings, http: Always(body: bytes), now: { 1_000_000_000 })
        if try accepts({ for _ in 0..<2 { _ = try chain.credentials() } }) { isGood = true }
      }
      return isGood
    },
    FuzzTarget(
      "sftp-session",
      words: [
        "\0\0\0\u{5}\u{2}\0\0\0\u{3}", "\0\0\0\u{18}posix-rename@openssh.com\0\0\0\u{1}1",
        "limits@openssh.com",
        "\0\0\0\u{9}\u{66}\0\0\0\u{1}\0\0\0\0", "\u{65}\0\0\0\u{1}", "\u{67}\0\0\0", "\u{68}\0\0\0",
        "\u{69}\0\0\0", "\u{7F}\u{7F}\u{7F}\u{7F}",
      ]
    ) { bytes in
      try withScratch("fuzz") { scratch in
        // A question each, then what the input says to it.
        var program = "#!/bin/sh\n[ \"$1\" = -G ] && exit\n"
        for (number, part) in split(bytes).enumerated() {
          try scratch.write(part, to: "said\(number)")
          program += "dd bs=64k count=1 of=/dev/null 2>/dev/null; cat '\(scratch.path("said\(number)"))'\n"
        }
        try scratch.write(program, to: "ssh", mode: 0o755)
        var settings = SSHSettings(host: "h", environment: ["PATH": scratch.path("") + ":/usr/bin:/bin"])
        settings.answerTimeout = 1
        settings.mayAsk = false
        return try accepts {
          let connection = try SFTPConnection(settings, cancellation: nil)
          try connection.ask(nil, { connection.open("/a", .read, $0) }, { _ in })
          try connection.ask(nil, { connection.readDirectory([1, 2], $0) }, { _ in })
          try connection.ask(
            nil, { answer in connection.whenRoom(100) { connection.read([1], at: 0, 100, answer) } }, { _ in }
          )
          try connection.ask(nil, { connection.stat("/a", $0) }, { _ in })
        }
      }
    },
  ]
}

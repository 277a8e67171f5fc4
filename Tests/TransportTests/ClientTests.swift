import Files
import TestKit
import Testing

@testable import Transport

@Suite struct ClientTests {
  private func client(
    tries: Int = 3, timeout: Double = 1, _ change: (inout ClientSettings) -> Void = { _ in }
  ) -> HTTPClient {
    var settings = ClientSettings()
    settings.retry = RetryPolicy(tries: tries, base: 0.01)
    settings.readTimeout = timeout
    change(&settings)
    return HTTPClient(settings)
  }

  private func failure(
    _ script: @escaping StubServer.Script, _ request: (String) -> Request = { Request("GET", $0 + "/x") },
    _ change: (inout ClientSettings) -> Void = { _ in }
  ) throws -> TransportError? {
    try withStub(script) { server in
      do {
        let response = try client(change).send(request(server.url))
        return response.isSuccess ? nil : TransportError(response, method: "GET")
      } catch let error as TransportError {
        return error
      }
    }
  }

  @Test func fetchesAndSends() throws {
    try withStub {
      .answer(200, headers: ["X-Way": $0.method], body: $0.body + [1])
    } _: { server throws in
      let client = client()
      let got = try client.send(Request("GET", server.url + "/a%20b?q=1"))
      #expect(got.status == 200 && got.body == [1] && got.header("x-WAY") == "GET" && got.header("x") == nil)
      let big = [UInt8](repeating: 7, count: 3_000_000)
      for method in ["PUT", "POST"] {
        let put = try client.send(Request(method, server.url + "/p", body: .bytes(big)))
        #expect(put.body == big + [1] && put.header("x-way") == method && put.sent == 3_000_000)
      }
      #expect(try client.send(Request("PUT", server.url + "/e", body: .bytes([]))).status == 200)
      #expect(try client.send(Request("HEAD", server.url + "/h")).status == 200)
      #expect(try client.send(Request("MKCOL", server.url + "/m")).header("x-way") == "MKCOL")
      let asked = server.requests
      #expect(asked.map(\.method) == ["GET", "PUT", "POST", "PUT", "HEAD", "MKCOL"])
      #expect(asked[0].target == "/a%20b?q=1" && asked[3].headers["content-length"] == "0")
      #expect(asked.allSatisfy { $0.headers["expect"] == nil && $0.headers["user-agent"] == "cairn" })
    }
  }

  @Test func runsManyAtOnce() throws {
    try withStub {
      .answer(200, $0.target)
    } _: { server throws in
      var next = 0
      var answers: Set<String> = []
      try client().run(concurrency: 8) {
        guard next < 300 else { return nil }
        next += 1
        let url = "\(server.url)/\(next)"
        return SimpleTransfer({ _ in Request("GET", url) }) { outcome in
          answers.insert(String(decoding: try outcome.get().body, as: UTF8.self))
        }
      }
      #expect(answers == Set((1...300).map { "/\($0)" }))
    }
  }

  @Test func triesAgainWhatIsTemporary() throws {
    for status in [429, 500, 503] {
      try withStub {
        $0.before < 2 ? .answer(status, "no") : .answer(200, "yes")
      } _: { server throws in
        let response = try client().send(Request("GET", server.url + "/x"))
        #expect(response.status == 200 && response.attempts == 3)
      }
    }
    try withStub {
      $0.before == 0 ? .reset : .answer(200, "yes")
    } _: { server throws in
      #expect(try client().send(Request("GET", server.url + "/x")).status == 200)
    }
    for status in [400, 401, 403, 404, 410, 501] {
      try withStub { _ in
        .answer(status, "no")
      } _: { server throws in
        #expect(try client().send(Request("GET", server.url + "/x")).status == status)
        #expect(server.requests.count == 1)
      }
    }
  }

  @Test func waitsAsLongAsTheServerAsks() throws {
    try withStub {
      $0.before == 0 ? .answer(503, headers: ["Retry-After": "1"]) : .answer(200, "yes")
    } _: { server throws in
      let clock = ContinuousClock()
      let taken = try clock.measure { _ = try client().send(Request("GET", server.url + "/x")) }
      #expect(taken >= .seconds(1))
    }
  }

  @Test func namesWhatWentWrong() throws {
    #expect(try failure { _ in .silence }?.cause == .timeout)
    #expect(try failure { _ in .reset }?.cause == .reset)
    #expect(try failure { _ in .answer(200, body: [1, 2], length: 5, .close) }?.cause == .truncated)
    #expect(try failure { _ in .answer(200, body: [1, 2], length: 5, .hang) }?.cause == .timeout)
    #expect(try failure { _ in StubAnswer(raw: Array("garbage\r\n\r\n".utf8)) }?.cause == .badAnswer)
    #expect(try failure { _ in .answer(404, "no") }?.cause == .status(404))
    #expect(throws: TransportError.self) { try client().send(Request("GET", "http://127.0.0.1:1/x")) }
    let unknown = #expect(throws: TransportError.self) {
      try client().send(Request("GET", "http://no.such.host.invalid/"))
    }
    #expect(unknown?.cause == .dns)
    for url in ["file:///etc/passwd", "ftp://127.0.0.1/x", "/etc/passwd", "gopher://127.0.0.1/"] {
      do {
        _ = try client().send(Request("GET", url))
        Issue.record("\(url) was fetched")
      } catch let error as TransportError {
        #expect(error.cause == .badURL)
      }
    }
  }

  @Test func aServerThatIsDownIsLeftAlone() throws {
    try withStub { _ in
      .answer(503, "no")
    } _: { server throws in
      var begun = 0
      var ended = 0
      #expect(throws: TransportError.self) {
        try client(tries: 2).run(concurrency: 4) {
          begun += 1
          return SimpleTransfer({ _ in Request("GET", server.url + "/x") }) { _ in ended += 1 }
        }
      }
      #expect(begun == ended && begun < 40)
    }
  }

  @Test func redirects() throws {
    try withStub { request in
      switch request.target {
      case "/a": .answer(302, headers: ["Location": "/b"])
      case "/loop": .answer(301, headers: ["Location": "/loop"])
      case "/file": .answer(302, headers: ["Location": "file:///etc/passwd"])
      case "/none": .answer(302)
      case "/again": .answer(307, headers: ["Location": "/put"])
      default: .answer(200, body: request.body + Array(request.method.utf8))
      }
    } _: { server throws in
      let client = client()
      #expect(try client.send(Request("GET", server.url + "/a")).body == Array("GET".utf8))
      let again = try client.send(Request("PUT", server.url + "/again", body: .bytes([65])))
      #expect(again.body == Array("APUT".utf8))
      for (method, path) in [
        ("GET", "/loop"), ("GET", "/file"), ("GET", "/none"), ("POST", "/a"), ("PUT", "/a"),
      ] {
        do {
          _ = try client.send(Request(method, server.url + path, body: method == "GET" ? .none : .bytes([1])))
          Issue.record("\(path) was followed")
        } catch let error as TransportError {
          #expect(error.cause == .redirect, "\(path): \(error)")
        }
      }
      #expect(try client.send(Request("GET", server.url + "/a", followsRedirects: false)).status == 302)
    }
  }

  @Test func credentialsStayAtHome() throws {
    try withStub { _ in
      .answer(200, "there")
    } _: { other throws in
      try withStub { _ in
        .answer(302, headers: ["Location": other.url + "/there"])
      } _: { home throws in
        for authentication: ClientSettings.Authentication in [
          .basic(user: "me", password: "secret"), .bearer("secret"),
          .header(name: "X-Token", value: "secret"),
        ] {
          let client = client {
            $0.authentication = authentication
            $0.origin = URLText.parts(home.url)?.origin
          }
          let secret = Header("X-Secret", "secret", isSecret: true)
          _ = try client.send(Request("GET", home.url + "/x", headers: [secret, Header("X-Open", "1")]))
        }
        #expect(home.requests.count == 3 && other.requests.count == 3)
        for request in home.requests {
          #expect(request.headers["x-secret"] == "secret")
          #expect(request.headers["authorization"] != nil || request.headers["x-token"] == "secret")
        }
        for request in other.requests {
          #expect(request.headers["authorization"] == nil && request.headers["x-token"] == nil)
          #expect(request.headers["x-secret"] == nil && request.headers["x-open"] == "1")
        }
      }
    }
  }

  @Test func stopsWhenAsked() throws {
    try withStub { _ in
      .silence
    } _: { server throws in
      let cancellation = Cancellation()
      var ended: (any Error)?
      var begun = false
      #expect(throws: Cancelled.self) {
        try client(timeout: 60).run(concurrency: 4, cancellation: cancellation) {
          if begun {
            cancellation.cancel()
            return nil
          }
          begun = true
          return SimpleTransfer({ _ in Request("GET", server.url + "/x") }) {
            if case .failure(let error) = $0 { ended = error }
          }
        }
      }
      #expect(ended is Cancelled)
    }
  }

  @Test func whatATransferThrowsEndsIt() throws {
    struct Stop: Error {}
    try withStub { _ in
      .answer(200, "x")
    } _: { server throws in
      #expect(throws: Stop.self) {
        try client().send(Request("PUT", server.url, body: .source(Failing())))
      }
    }
    final class Failing: BodySource {
      let length: Int64 = 10
      func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int? { throw Stop() }
    }
  }

  @Test func slowBodiesPause() throws {
    final class Slow: BodySource {
      let length: Int64 = 3
      var asked = 0
      func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int? {
        asked += 1
        if asked % 3 != 0 { return nil }
        buffer[0] = UInt8(offset)
        return 1
      }
    }
    try withStub {
      .answer(200, body: $0.body)
    } _: { server throws in
      let response = try client().send(Request("PUT", server.url + "/x", body: .source(Slow())))
      #expect(response.body == [0, 1, 2])
    }
  }
}

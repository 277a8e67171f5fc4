import Foundation
import Synchronization

/// A request as a ``StubServer`` heard it.
public struct StubRequest: Sendable {
  public let method: String
  /// With its query.
  public let target: String
  /// Names in lower case.
  public let headers: [String: String]
  public let body: [UInt8]
  /// How many of that method and target came before.
  public let before: Int
}

extension StubRequest {
  /// What a place says that has nothing and takes everything.
  public func answerOfAnEmptyPlace(speaksS3: Bool) -> StubAnswer {
    switch (speaksS3, method) {
    case (true, "GET") where target.contains("?"):
      .answer(200, "<ListBucketResult><EncodingType>url</EncodingType></ListBucketResult>")
    case (true, "GET"): .answer(404, "<Error><Code>NoSuchKey</Code></Error>")
    case (_, "PUT"), (_, "POST"), (_, "MKCOL"), (_, "MOVE"): .answer(201)
    default: .answer(404)
    }
  }
}

/// What a ``StubServer`` does about a request.
public struct StubAnswer: Sendable {
  public enum Ending: Sendable {
    case keepAlive, close
    /// The connection is broken off with a reset.
    case reset
    /// Nothing more comes, and the connection stays open.
    case hang
  }

  /// Bytes as they go over the wire.
  public var bytes: [UInt8]
  public var ending: Ending

  public init(raw bytes: [UInt8], _ ending: Ending = .close) {
    self.bytes = bytes
    self.ending = ending
  }

  /// A proper answer. `length` announces another length than the body has.
  public static func answer(
    _ status: Int, headers: [String: String] = [:], body: [UInt8] = [], length: Int? = nil,
    _ ending: Ending = .keepAlive
  ) -> StubAnswer {
    var head = "HTTP/1.1 \(status) X\r\nContent-Length: \(length ?? body.count)\r\n"
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
    return StubAnswer(raw: Array((head + "\r\n").utf8) + body, ending)
  }

  public static func answer(_ status: Int, _ text: String) -> StubAnswer {
    answer(status, body: Array(text.utf8))
  }

  /// No byte, for ever.
  public static let silence = StubAnswer(raw: [], .hang)
  public static let reset = StubAnswer(raw: [], .reset)
}

/// An HTTP server on 127.0.0.1 that says whatever a test wants, byte for byte.
public final class StubServer: Sendable {
  public typealias Script = @Sendable (StubRequest) -> StubAnswer

  public let port: Int
  public var url: String { "http://127.0.0.1:\(port)" }

  private let listener: Int32
  private let script: Script
  private struct State {
    var open: Set<Int32> = []
    var requests: [StubRequest] = []
    var isOver = false
  }
  private let state = Mutex(State())

  public init(_ script: @escaping Script) throws {
    self.script = script
    (listener, port) = try listenLocally()
    Thread.detachNewThread { [self] in accept() }
  }

  /// What was asked so far, in order of arrival.
  public var requests: [StubRequest] { state.withLock { $0.requests } }

  public func stop() {
    let open = state.withLock { state in
      defer { state.open = [] }
      state.isOver = true
      return state.open
    }
    shutdown(listener, Int32(SHUT_RDWR))
    for connection in open { shutdown(connection, Int32(SHUT_RDWR)) }
  }

  private func accept() {
    while true {
      let connection = Foundation.accept(listener, nil, nil)
      if connection < 0 {
        close(listener)
        return
      }
      let isOver = state.withLock { state in
        if !state.isOver { state.open.insert(connection) }
        return state.isOver
      }
      if isOver {
        close(connection)
        continue
      }
      Thread.detachNewThread { [self] in
        serve(connection)
        _ = state.withLock { $0.open.remove(connection) }
        close(connection)
      }
    }
  }

  private func serve(_ connection: Int32) {
    var buffer: [UInt8] = []
    while let request = read(connection, &buffer) {
      let answer = script(request)
      var sent = 0
      while sent < answer.bytes.count {
        let count = answer.bytes[sent...].withUnsafeBytes {
          send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count <= 0 { return }
        sent += count
      }
      switch answer.ending {
      case .keepAlive: continue
      case .close: return
      case .reset:
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        return
      case .hang:
        // Until the other side or `stop` ends it.
        var byte: UInt8 = 0
        while recv(connection, &byte, 1, 0) > 0 {}
        return
      }
    }
  }

  private func read(_ connection: Int32, _ buffer: inout [UInt8]) -> StubRequest? {
    func more() -> Bool {
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      let count = recv(connection, &piece, piece.count, 0)
      if count > 0 { buffer += piece[..<count] }
      return count > 0
    }
    var end = headEnd(buffer)
    while end == nil {
      guard more() else { return nil }
      end = headEnd(buffer)
    }
    guard let end else { return nil }
    let lines = String(decoding: buffer[..<end], as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines[0].components(separatedBy: " ")
    guard words.count == 3 else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
        .trimmingCharacters(in: .whitespaces)
    }
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    while buffer.count < end + length { guard more() else { return nil } }
    let body = Array(buffer[end..<end + length])
    buffer.removeFirst(end + length)
    return state.withLock { state in
      let before = state.requests.count { $0.method == words[0] && $0.target == words[1] }
      let request = StubRequest(
        method: words[0], target: words[1], headers: headers, body: body, before: before)
      state.requests.append(request)
      return request
    }
  }

  private func headEnd(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    for i in 0...bytes.count - 4
    where bytes[i] == 13 && bytes[i + 1] == 10 && bytes[i + 2] == 13 && bytes[i + 3] == 10 { return i + 4 }
    return nil
  }
}

/// Runs `body` beside a server that follows a script.
@discardableResult
public func withStub<R>(_ script: @escaping StubServer.Script, _ body: (StubServer) throws -> R) throws -> R {
  let server = try StubServer(script)
  defer { server.stop() }
  return try body(server)
}

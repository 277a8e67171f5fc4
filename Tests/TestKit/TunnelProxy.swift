import Foundation
import Synchronization

/// A proxy for https on 127.0.0.1: takes CONNECT and passes bytes on. (A ``StubServer`` can play one for plain http.)
public final class TunnelProxy: Sendable {
  public let port: Int
  public var url: String { "http://127.0.0.1:\(port)" }
  /// `user:password` that it wants to hear.
  private let credentials: String?
  private let listener: Int32
  private let heard = Mutex<[String]>([])
  private let open = Mutex<Set<Int32>>([])

  /// The hosts that were asked for, with their ports.
  public var targets: [String] { heard.withLock { $0 } }

  public init(credentials: String? = nil) throws {
    self.credentials = credentials
    (listener, port) = try listenLocally()
    Thread.detachNewThread { [self] in
      while true {
        let connection = accept(listener, nil, nil)
        if connection < 0 {
          close(listener)
          return
        }
        _ = open.withLock { $0.insert(connection) }
        Thread.detachNewThread { [self] in
          serve(connection)
          _ = open.withLock { $0.remove(connection) }
          close(connection)
        }
      }
    }
  }

  public func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    for connection in open.withLock({ $0 }) { shutdown(connection, Int32(SHUT_RDWR)) }
  }

  private func serve(_ connection: Int32) {
    var head: [UInt8] = []
    var byte: UInt8 = 0
    while !head.suffix(4).elementsEqual([13, 10, 13, 10]) {
      guard recv(connection, &byte, 1, 0) == 1 else { return }
      head.append(byte)
    }
    let text = String(decoding: head, as: UTF8.self)
    let words = text.components(separatedBy: " ")
    guard words.count > 2, words[0] == "CONNECT", let colon = words[1].lastIndex(of: ":"),
      let port = UInt16(words[1][words[1].index(after: colon)...])
    else { return say("HTTP/1.1 405 No\r\n\r\n", to: connection) }
    heard.withLock { $0.append(words[1]) }
    if let credentials {
      let wanted = "Basic " + Data(credentials.utf8).base64EncodedString()
      guard text.contains(wanted) else {
        return say(
          "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
          to: connection)
      }
    }
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(server) }
    guard connectLocally(server, port) else { return say("HTTP/1.1 502 No\r\n\r\n", to: connection) }
    say("HTTP/1.1 200 Yes\r\n\r\n", to: connection)
    let back = Thread { [self] in pass(server, connection) }
    back.start()
    pass(connection, server)
    while !back.isFinished { usleep(1000) }
  }

  private func say(_ text: String, to connection: Int32) {
    _ = Array(text.utf8).withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
  }

  private func pass(_ from: Int32, _ to: Int32) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(from, &buffer, buffer.count, 0)
      if count <= 0 { break }
      var sent = 0
      while sent < count {
        let n = buffer[sent..<count].withUnsafeBytes {
          send(to, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if n <= 0 { break }
        sent += n
      }
    }
    shutdown(to, Int32(SHUT_RDWR))
    shutdown(from, Int32(SHUT_RDWR))
  }
}

/// A listener on a free port of 127.0.0.1.
func listenLocally() throws -> (descriptor: Int32, port: Int) {
  let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
  var address = localAddress(0)
  var size = socklen_t(MemoryLayout<sockaddr_in>.size)
  let found = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(listener, $0, size) == 0 && listen(listener, 128) == 0 && getsockname(listener, $0, &size) == 0
    }
  }
  guard found else { throw SpawnError(description: "no port") }
  return (listener, Int(UInt16(bigEndian: address.sin_port)))
}

private func localAddress(_ port: UInt16) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = in_port_t(port).bigEndian
  address.sin_addr.s_addr = inet_addr("127.0.0.1")
  return address
}

private func connectLocally(_ descriptor: Int32, _ port: UInt16) -> Bool {
  var address = localAddress(port)
  return withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
}

/// The head of an answer, kept as the server sent it.
public struct ResponseHead: Sendable {
  public internal(set) var status = 0
  /// Header lines, each ended by a line feed.
  var lines: [UInt8] = []

  init() { lines.reserveCapacity(512) }

  /// The value of the first header of that name, whatever the case of its letters.
  public func header(_ name: String) -> String? {
    var start = 0
    let wanted = Array(name.utf8)
    while start < lines.count {
      let end = lines[start...].firstIndex(of: 0x0a) ?? lines.count
      let line = lines[start..<end]
      start = end + 1
      guard line.count > wanted.count, line[line.startIndex + wanted.count] == 0x3a else { continue }
      guard zip(line, wanted).allSatisfy({ Self.lower($0) == Self.lower($1) }) else { continue }
      let value = line.dropFirst(wanted.count + 1).drop { $0 == 0x20 || $0 == 0x09 }
      var text = value
      while let last = text.last, last == 0x20 || last == 0x0d || last == 0x09 { text.removeLast() }
      return String(decoding: text, as: UTF8.self)
    }
    return nil
  }

  /// `Content-Length`; nil when it is missing or no number.
  public var contentLength: Int64? {
    header("content-length").flatMap { Int64($0) }.flatMap { $0 < 0 ? nil : $0 }
  }
  /// `ETag` without its quotes.
  public var etag: String? {
    guard var tag = header("etag") else { return nil }
    if tag.hasPrefix("W/") { tag.removeFirst(2) }
    if tag.hasPrefix("\""), tag.hasSuffix("\""), tag.utf8.count >= 2 {
      tag = String(tag.dropFirst().dropLast())
    }
    return tag
  }

  static func lower(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 32 : byte }

  /// Takes one line as it came; a status line begins a new head.
  mutating func add(_ line: UnsafeRawBufferPointer) {
    if line.starts(with: "HTTP/".utf8) {
      lines.removeAll(keepingCapacity: true)
      let number = line.drop { $0 != 0x20 }.dropFirst().prefix { (48...57).contains($0) }
      status = number.prefix(3).reduce(0) { $0 * 10 + Int($1 - 48) }
      return
    }
    var rest = line[...]
    while let last = rest.last, last == 0x0a || last == 0x0d { rest = rest.dropLast() }
    // A head without end is an attack.
    guard !rest.isEmpty, lines.count < 1 << 18 else { return }
    lines += rest
    lines.append(0x0a)
  }
}

/// How a request was answered.
public struct Response: Sendable {
  public let head: ResponseHead
  /// What came with a status other than 2xx, or all of it for a transfer that collects; cut at a limit.
  public let body: [UInt8]
  /// As it was asked for; may hold a user's password or a signature.
  let wholeURL: String
  /// Where the answer came from in the end, without secrets.
  public var url: String { URLText.redacted(wholeURL) }
  /// Bytes of the body that came, and that went up.
  public let received: Int64
  public let sent: Int64
  /// From the first byte sent to the last received.
  public let seconds: Double
  public let attempts: Int

  public var status: Int { head.status }
  public var isSuccess: Bool { (200..<300).contains(status) }
  public func header(_ name: String) -> String? { head.header(name) }
}

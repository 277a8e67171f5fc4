/// Where credentials belong to: scheme, host and port.
public struct Origin: Equatable, Hashable, Sendable {
  public let scheme: String
  public let host: String
  public let port: Int
}

/// URLs as text, taken apart as far as it is needed.
public enum URLText {
  public struct Parts: Equatable, Sendable {
    public var scheme: String
    /// Percent-encoded, as they stand.
    public var user: String?
    public var password: String?
    public var host: String
    public var port: Int?
    /// With its leading slash; "" when there is none.
    public var path: String
    /// Without its question mark.
    public var query: String?

    public var origin: Origin {
      let usual = ["http": 80, "https": 443, "sftp": 22]
      return Origin(scheme: scheme, host: host.lowercased(), port: port ?? usual[scheme] ?? 0)
    }

    /// Without user and password, query and all.
    public var base: String {
      scheme + "://" + host + (port.map { ":\($0)" } ?? "") + path
    }
  }

  /// nil when the text is no `scheme://host…`. Reads bytes: it is called for every request.
  public static func parts(_ url: String) -> Parts? {
    let text = url.utf8
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon != text.startIndex,
      text[colon...].starts(with: "://".utf8)
    else { return nil }
    var rest = text[text.index(colon, offsetBy: 3)...]
    if let hash = rest.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<hash] }
    let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
    var authority = rest[..<end]
    var parts = Parts(scheme: Substring(text[..<colon]).lowercased(), host: "", path: "")
    if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
      let user = authority[..<at]
      let mark = user.firstIndex(of: UInt8(ascii: ":"))
      parts.user = String(Substring(user[..<(mark ?? user.endIndex)]))
      parts.password = mark.map { String(Substring(user[user.index(after: $0)...])) }
      authority = authority[authority.index(after: at)...]
    }
    if let mark = authority.lastIndex(of: UInt8(ascii: ":")), !authority[mark...].contains(UInt8(ascii: "]"))
    {
      let digits = Substring(authority[authority.index(after: mark)...])
      guard digits.isEmpty || Int(digits).map({ (1...65_535).contains($0) }) == true else { return nil }
      parts.port = Int(digits)
      authority = authority[..<mark]
    }
    guard !authority.isEmpty else { return nil }
    parts.host = String(Substring(authority))
    let path = rest[end...]
    let question = path.firstIndex(of: UInt8(ascii: "?"))
    parts.path = String(Substring(path[..<(question ?? path.endIndex)]))
    parts.query = question.map { String(Substring(path[path.index(after: $0)...])) }
    return parts
  }

  /// Without user, password and query: for messages and logs.
  public static func redacted(_ url: String) -> String {
    guard let parts = parts(url) else {
      return String(url.prefix { $0 != "?" && $0 != "@" })
    }
    return parts.base
  }

  /// Percent-encodes what is not an unreserved character (RFC 3986) or a slash.
  public static func encode(path: String) -> String { encode(path, keeping: 0x2f) }

  /// Percent-encodes what is not an unreserved character, the slash as well.
  public static func encode(component: String) -> String { encode(component, keeping: nil) }

  /// Undoes percent-encoding; nil when it is broken or no UTF-8 comes out.
  public static func decode(_ text: String) -> String? {
    var out: [UInt8] = []
    var bytes = Array(text.utf8)[...]
    while let byte = bytes.popFirst() {
      guard byte == 0x25 else {
        out.append(byte)
        continue
      }
      // Two digits: a sign, which numbers may have, is none.
      guard bytes.count >= 2, let high = digit(bytes.popFirst()), let low = digit(bytes.popFirst()) else {
        return nil
      }
      out.append(high << 4 | low)
    }
    return String(validating: out, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8?) -> UInt8? {
    switch byte {
    case let byte? where byte >= 0x30 && byte <= 0x39: byte - 0x30
    case let byte? where (0x61...0x66).contains(byte | 32): (byte | 32) - 0x57
    default: nil
    }
  }

  private static func encode(_ text: String, keeping kept: UInt8?) -> String {
    var out: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: out.append(byte)
      case kept: out.append(byte)
      default: out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}

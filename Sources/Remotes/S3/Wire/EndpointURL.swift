/// Where a server is: `http(s)://host[:port][/path]`.
struct EndpointURL: Equatable, Sendable {
  let isSecure: Bool
  /// In lower case; an IPv6 address in brackets.
  let host: String
  let port: Int?
  /// Encoded, without a slash at the end; usually empty.
  let path: String

  struct Malformed: Error, Equatable, Sendable { let url: String }

  init(_ text: String, isSecureByDefault: Bool = true) throws(Malformed) {
    var rest = Substring(text)
    let lower = text.lowercased()
    if lower.hasPrefix("https://") {
      isSecure = true
      rest = rest.dropFirst(8)
    } else if lower.hasPrefix("http://") {
      isSecure = false
      rest = rest.dropFirst(7)
    } else {
      if text.utf8.contains(0x2f) { throw Malformed(url: text) }
      isSecure = isSecureByDefault
    }
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    var path = String(rest[authority.endIndex...])
    while path.hasSuffix("/") { path.removeLast() }
    if path.utf8.contains(0x3f) || path.utf8.contains(0x23) { throw Malformed(url: text) }
    self.path = path
    var name = authority
    var number: Int?
    if let colon = authority.lastIndex(of: ":"), authority[colon...].firstIndex(of: "]") == nil {
      name = authority[..<colon]
      let digits = authority[authority.index(after: colon)...]
      guard let port = Int(digits), (1...65_535).contains(port) else { throw Malformed(url: text) }
      number = port
    }
    func isAllowed(_ byte: UInt8) -> Bool {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x3a, 0x5b, 0x5d: true
      default: false
      }
    }
    if name.isEmpty || !name.utf8.allSatisfy(isAllowed) { throw Malformed(url: text) }
    host = name.lowercased()
    port = number
  }

  init(isSecure: Bool, host: String, port: Int? = nil, path: String = "") {
    (self.isSecure, self.host, self.port, self.path) = (isSecure, host, port, path)
  }

  /// As the `Host` header has it: the scheme's own port is left out.
  var hostHeader: String {
    guard let port, port != (isSecure ? 443 : 80) else { return host }
    return "\(host):\(port)"
  }

  var text: String { (isSecure ? "https://" : "http://") + hostHeader + path }

  /// An address instead of a name.
  var isNumericHost: Bool {
    host.hasPrefix("[") || host.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2e }
  }
}

import Transport

/// The URL that a remote's keys are below.
public struct WebBase: Sendable {
  /// Without user, password and the slash at its end.
  public let url: String
  /// The part of it behind the host, percent-encoded, without the slash at its end.
  public let path: String
  /// What follows every key: `?token=…`.
  private let query: String
  public let origin: Origin
  /// As they stood in the URL, decoded.
  public let user: String?
  public let password: String?

  /// - Parameter url: http(s), or webdav(s), which is the same.
  /// - Returns: nil when it is no URL.
  public init?(_ url: String) {
    guard var parts = URLText.parts(url), parts.origin.scheme.utf8.count > 0 else { return nil }
    switch parts.scheme {
    case "webdav": parts.scheme = "http"
    case "webdavs": parts.scheme = "https"
    default: break
    }
    user = parts.user.map { URLText.decode($0) ?? $0 }
    password = parts.password.map { URLText.decode($0) ?? $0 }
    query = parts.query.map { "?" + $0 } ?? ""
    while parts.path.hasSuffix("/") { parts.path.removeLast() }
    // What a user writes as a blank or an umlaut goes over the wire encoded; what is encoded stays as it is.
    parts.path = Self.encoded(parts.path)
    path = parts.path
    origin = parts.origin
    self.url = parts.base
  }

  public func url(of key: String) -> String {
    key.isEmpty ? url + query : url + "/" + URLText.encode(path: key) + query
  }

  /// The key that a path of this server names; nil for what lies elsewhere, and for names that lead out.
  public func key(ofPath path: String) -> String? {
    guard let own = URLText.decode(self.path), let text = URLText.decode(path) else { return nil }
    var rest = Substring(text)
    guard rest.hasPrefix(own) else { return nil }
    rest = rest.dropFirst(own.count)
    guard rest.isEmpty || rest.hasPrefix("/") else { return nil }
    while rest.hasPrefix("/") { rest.removeFirst() }
    while rest.hasSuffix("/") { rest.removeLast() }
    let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
    if !rest.isEmpty, parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) { return nil }
    return String(rest)
  }

  static func range(_ range: (first: Int64, last: Int64?)?) -> [Header] {
    range.map { [Header("Range", "bytes=\($0.first)-\($0.last.map(String.init) ?? "")")] } ?? []
  }

  private static func encoded(_ path: String) -> String {
    var out = ""
    for scalar in path.unicodeScalars {
      if scalar == "%" || "/:@!$&'()*+,;=-._~".unicodeScalars.contains(scalar) {
        out.unicodeScalars.append(scalar)
      } else {
        out += URLText.encode(component: String(scalar))
      }
    }
    return out
  }
}

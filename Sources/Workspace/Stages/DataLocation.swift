import Files

/// Where a declared path lies.
public enum DataLocation: Hashable, Sendable {
  /// Below the project root; relative to it, normalised. `""` is the root itself.
  case inside(String)
  /// An absolute path elsewhere on this machine.
  case local(String)
  /// `s3://…`, `remote://…`, `ds://…`.
  case url(String)

  /// Resolves a path as it stands in a file (formats §0.5).
  /// - Parameter directory: absolute directory that it is relative to.
  public init(declared: String, from directory: String, root: String) {
    if Self.isURL(declared) {
      self = .url(declared)
      return
    }
    let path = Paths.absolute(declared, in: directory)
    if path == root {
      self = .inside("")
    } else if Paths.isInside(path, root) {
      self = .inside(Paths.relative(path, to: root))
    } else {
      self = .local(path)
    }
  }

  public static func isURL(_ text: String) -> Bool {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), colon != text.utf8.startIndex else {
      return false
    }
    let isScheme = text.utf8[..<colon].allSatisfy {
      (97...122).contains($0 | 32) || (48...57).contains($0) || $0 == UInt8(ascii: "+")
        || $0 == UInt8(ascii: "-")
        || $0 == UInt8(ascii: ".")
    }
    return isScheme && text.utf8[colon...].starts(with: "://".utf8)
  }

  /// The absolute path; nil for a URL.
  public func absolute(root: String) -> String? {
    switch self {
    case .inside(let path): path.isEmpty ? root : Paths.join(root, path)
    case .local(let path): path
    case .url: nil
    }
  }

  /// The path relative to the root when inside it.
  public var inside: String? { if case .inside(let path) = self { path } else { nil } }
}

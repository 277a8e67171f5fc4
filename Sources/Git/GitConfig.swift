import Files

/// Git's configuration as it applies to one repository: system, global, local, work tree and environment
/// levels, later ones winning; `include.path` and `includeIf` followed.
public struct GitConfig: Sendable {
  public enum Level: Int, Sendable, Comparable {
    case system, global, local, worktree, command
    public static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
  }

  public struct Entry: Sendable, Equatable {
    /// Section and name in lower case, the subsection in between as written: `remote.My Server.url`.
    public let key: String
    /// nil: the name alone, which means true.
    public let value: String?
    public var level = Level.local
  }

  public internal(set) var entries: [Entry] = []
  let home: String?

  /// The value that counts; nil when unset. A name without a value is `""`.
  public subscript(key: String) -> String? { entry(key).map { $0.value ?? "" } }

  /// Every value, in order of reading.
  public func values(_ key: String) -> [String] {
    let wanted = Self.canonical(key)
    return entries.filter { $0.key == wanted }.map { $0.value ?? "" }
  }

  public func bool(_ key: String) -> Bool? { Self.bool(entry(key)) }

  /// A path value with `~/` resolved.
  public func path(_ key: String) -> String? { self[key].map { Self.expand($0, home: home) } }

  /// Whether objects may be missing here because a remote promises to have them.
  var isPartialClone: Bool {
    entries.contains {
      $0.key == "extensions.partialclone"
        || ($0.key.hasPrefix("remote.") && $0.key.hasSuffix(".promisor") && Self.bool($0) == true)
    }
  }

  private func entry(_ key: String) -> Entry? {
    let wanted = Self.canonical(key)
    return entries.last { $0.key == wanted }
  }

  // MARK: - Values

  static func bool(_ entry: Entry?) -> Bool? {
    guard let entry else { return nil }
    guard let value = entry.value else { return true }
    switch value.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off", "": return false
    default: return Int(value).map { $0 != 0 }
    }
  }

  /// Lower case except between the first and the last dot.
  static func canonical(_ key: String) -> String {
    guard let first = key.firstIndex(of: "."), let last = key.lastIndex(of: ".") else {
      return key.lowercased()
    }
    return key[..<first].lowercased() + key[first..<last] + key[last...].lowercased()
  }

  static func expand(_ path: String, home: String?) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home else { return path }
    return home + path.dropFirst()
  }

  // MARK: - Single files

  /// The entries of one file, includes not followed; empty when there is no such file.
  static func entries(ofFile path: String) throws(GitError) -> [Entry] {
    let bytes = try files { () throws(FileError) in try FileSystem.readIfPresent(path) }
    guard let bytes else { return [] }
    var parser = GitConfigParser(bytes, path: path)
    return try parser.entries()
  }

  static func bool(_ key: String, inFile path: String) throws(GitError) -> Bool? {
    let wanted = canonical(key)
    return bool(try entries(ofFile: path).last { $0.key == wanted })
  }
}

import Foundation

/// What a directory tree holds: for comparing two of them, or one before and after.
public struct TreeSnapshot: Equatable, Sendable {
  public enum Entry: Equatable, Sendable, CustomStringConvertible {
    case directory(mode: UInt16)
    case file(bytes: [UInt8], mode: UInt16)
    case link(target: String)
    case other

    public var description: String {
      switch self {
      case .directory(let mode): "directory \(String(mode, radix: 8))"
      case .file(let bytes, let mode):
        "file \(String(mode, radix: 8)), \(bytes.count) bytes: \(Self.excerpt(bytes))"
      case .link(let target): "link to \(target)"
      case .other: "neither file, directory nor link"
      }
    }

    private static func excerpt(_ bytes: [UInt8]) -> String {
      String(validating: bytes.prefix(600), as: UTF8.self)?.debugDescription ?? "binary"
    }
  }

  /// By path relative to the root, "/"-separated.
  public private(set) var entries: [String: Entry] = [:]

  /// - Parameter leavingOut: names that are not entered, at any depth.
  public init(of root: String, leavingOut: Set<String> = []) {
    add(root, "", leavingOut)
  }

  public var files: [String] {
    entries.compactMap { if case .file = $0.value { $0.key } else { nil } }.sorted()
  }

  /// A line for each path that differs: the first side's entry, then the other's.
  public func differences(from other: TreeSnapshot) -> [String] {
    Set(entries.keys).union(other.entries.keys).sorted().compactMap { path in
      let (mine, theirs) = (entries[path], other.entries[path])
      guard mine != theirs else { return nil }
      return "\(path): \(mine.map(\.description) ?? "absent") | \(theirs.map(\.description) ?? "absent")"
    }
  }

  /// The same with a text replaced in what files hold and links point to.
  public func replacing(_ text: String, with other: String) -> TreeSnapshot {
    var result = self
    let (old, new) = (Array(text.utf8), Array(other.utf8))
    result.entries = entries.mapValues { entry in
      switch entry {
      case .file(let bytes, let mode) where Data(bytes).range(of: Data(old)) != nil:
        .file(bytes: bytes.replacing(old, with: new), mode: mode)
      case .link(let target): .link(target: target.replacing(text, with: other))
      case .directory, .file, .other: entry
      }
    }
    return result
  }

  private mutating func add(_ root: String, _ relative: String, _ leavingOut: Set<String>) {
    let directory = relative.isEmpty ? root : root + "/" + relative
    for raw in rawNames(in: directory) {
      let name = String(decoding: raw.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if leavingOut.contains(name) { continue }
      let path = relative.isEmpty ? name : relative + "/" + name
      var info = stat()
      guard lstat(root + "/" + path, &info) == 0 else { continue }
      let mode = UInt16(info.st_mode & 0o7777)
      switch info.st_mode & S_IFMT {
      case S_IFDIR:
        entries[path] = .directory(mode: mode)
        add(root, path, leavingOut)
      case S_IFREG:
        let data = FileManager.default.contents(atPath: root + "/" + path) ?? Data()
        entries[path] = .file(bytes: Array(data), mode: mode)
      case S_IFLNK:
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: root + "/" + path)
        entries[path] = .link(target: target ?? "?")
      default:
        entries[path] = .other
      }
    }
  }
}

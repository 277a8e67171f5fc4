import Documents

/// Where a run is remembered: `runs/<key[0:2]>/<key>/<value>` below the cache directory (formats §5.4).
public struct RunCacheKey: Equatable, Sendable {
  /// sha256 of command, dependencies, params and the paths of the outputs.
  public let key: String
  /// sha256 of the whole entry.
  public let value: String

  private static let uncovered: Set<String> = ["size", "nfiles"]

  public init(_ entry: LockEntry) {
    let whole = entry.value
    key = Self.key(of: entry, whole)
    value = CanonicalHash.sha256(of: whole, excluding: Self.uncovered)
  }

  /// The key alone: what can be asked before the outputs exist. Their hashes don't matter.
  public static func key(of entry: LockEntry) -> String { key(of: entry, entry.value) }

  private static func key(of entry: LockEntry, _ value: Value) -> String {
    guard var mapping = value.map else { return "" }
    mapping["outs"] = .list(entry.outputs.sorted(byCodePointsOf: \.path).map { .string($0.path) })
    return CanonicalHash.sha256(of: .map(mapping), excluding: uncovered)
  }

  /// The folder of all runs with this key, relative to the cache directory.
  public static func folder(of key: String) -> String { "runs/\(key.prefix(2))/\(key)" }
  /// The file of this run, relative to the cache directory.
  public var path: String { Self.folder(of: key) + "/" + value }

  /// The text of the file.
  public static func text(of entry: LockEntry) -> String { YAML.dump(entry.value) }

  /// Reads such a file; `nil` when it is broken (it is then to be deleted).
  public static func entry(_ bytes: [UInt8]) -> LockEntry? {
    guard let value = try? YAML.load(bytes), Schema.lockEntry.accepts(value) else { return nil }
    return LockEntry(value)
  }
}

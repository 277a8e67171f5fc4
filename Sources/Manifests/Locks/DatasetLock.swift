import Documents

/// What a lock file, or a stage's entry in it, records of a data set: its declaration and the version that was used.
public struct DatasetLock: Equatable, Sendable {
  public let spec: DatasetSpec
  /// All of it, in the order of the file.
  public let mapping: Mapping

  /// - Parameter version: `rev_lock`, `version` and `created_at`, or `meta` and `files`.
  public init(_ spec: DatasetSpec, version: Mapping) {
    self.spec = spec
    var mapping = spec.mapping
    for entry in version.entries { mapping[value: entry.key] = entry.value }
    self.mapping = mapping
  }

  /// - Returns: nil where nothing usable is recorded.
  public init?(_ recorded: Mapping) {
    guard let spec = try? DatasetSpec(declared: recorded) else { return nil }
    var version = Mapping()
    switch spec.kind {
    case .repository:
      guard let commit = recorded["rev_lock"] else { return nil }
      version["rev_lock"] = commit
    case .dataChain:
      version["version"] = recorded["version"]
      version["created_at"] = recorded["created_at"]
    case .url:
      version["meta"] = .map(Self.meta(recorded["meta"]?.map ?? Mapping()))
      let files = (recorded["files"]?.list ?? []).compactMap(Self.file)
        .sorted { CodePoints.areInOrder($0.0, $1.0) }.map { Value.map($0.1) }
      if !files.isEmpty { version["files"] = .list(files) }
    }
    self.init(spec, version: version)
  }

  public static func == (a: DatasetLock, b: DatasetLock) -> Bool {
    PythonEquality.areEqual(.map(a.mapping), .map(b.mapping))
  }

  /// The commit of the other repository.
  public var commit: String? { mapping["rev_lock"]?.string }

  private static let metaKeys = [
    "isdir", "size", "nfiles", "isexec", "version_id", "etag", "checksum", "md5", "inode", "mtime", "remote",
  ]

  private static func meta(_ recorded: Mapping) -> Mapping {
    var meta = Mapping()
    for key in metaKeys {
      guard let value = recorded[key], !value.isNull, value != .bool(false) else { continue }
      meta[key] = value
    }
    return meta
  }

  private static func file(_ value: Value) -> (String, Mapping)? {
    guard let recorded = value.map, let path = recorded["relpath"]?.string else { return nil }
    var file = Mapping()
    file["relpath"] = .string(path)
    file["meta"] = .map(meta(recorded["meta"]?.map ?? Mapping()))
    return (path, file)
  }
}

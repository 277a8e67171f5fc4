import Documents
import Files
import Hashing
import Manifests
import Objects
import Workspace

/// Merges `.dvc` files: what one side left alone comes from the other, directories go path by path.
public struct PointerMerge {
  public struct Result {
    /// nil: the file is deleted.
    public let text: String?
    public let conflicts: [MergeConflict]
  }

  private static let dataKeys: Set<String> = [
    "md5", "sha256", "blake3", "etag", "checksum", "size", "nfiles", "isexec", "hash", "version_id", "cloud",
    "files",
  ]

  let store: ObjectStore
  /// Relative to the top of the work tree.
  let file: String
  let settlement: MergeSettlement
  /// Brings a directory object that the cache lacks.
  let fetch: (ObjectID) throws -> Void

  public init(
    store: ObjectStore, file: String, settlement: MergeSettlement = MergeSettlement(),
    fetch: @escaping (ObjectID) throws -> Void = { _ in }
  ) {
    self.store = store
    self.file = file
    self.settlement = settlement
    self.fetch = fetch
  }

  /// - Parameters: the three versions; nil where a side has no such file.
  public func run(base: [UInt8]?, ours: [UInt8]?, theirs: [UInt8]?) throws -> Result {
    guard let ours, let theirs else {
      let conflict = MergeConflict(
        file: file, what: file, ours: ours == nil ? "deleted" : "changed",
        theirs: theirs == nil ? "deleted" : "changed")
      switch settlement.choice(file) {
      case nil:
        return Result(
          text: (ours ?? theirs).map { String(decoding: $0, as: UTF8.self) }, conflicts: [conflict])
      case .ours: return Result(text: ours.map { String(decoding: $0, as: UTF8.self) }, conflicts: [])
      case .theirs: return Result(text: theirs.map { String(decoding: $0, as: UTF8.self) }, conflicts: [])
      case .both:
        return Result(text: (ours ?? theirs).map { String(decoding: $0, as: UTF8.self) }, conflicts: [])
      }
    }
    let versions = try [base ?? [], ours, theirs].map { Self.keyed(try PointerFile.parse($0).value) }
    var conflicts: [MergeConflict] = []
    var merge = ValueMerge(
      decide: { path, base, ours, theirs in
        try decide(path, base, ours, theirs, &conflicts)
      },
      goesInto: { path in
        path.isEmpty || path == ["outs"] || path == ["deps"] || path.count == 2 && path[0] != "meta"
      })
    let merged = try merge.merge(versions[0], versions[1], versions[2]) ?? .map(Mapping())
    for path in merge.conflicts {
      conflicts.append(
        MergeConflict(file: file, what: path.joined(separator: " "), ours: "changed", theirs: "changed"))
    }
    let text = try YAML.rewrite(ours, applying: Self.unkeyed(merged))
    return Result(text: text, conflicts: conflicts)
  }

  /// Two different values of the same thing.
  private func decide(
    _ path: [String], _ base: Value?, _ ours: Value?, _ theirs: Value?, _ conflicts: inout [MergeConflict]
  ) throws -> Value? {
    if path.count == 3, path[0] == "outs", path[2] == "data" {
      if let mine = Self.tree(ours), let other = Self.tree(theirs), mine.algorithm == other.algorithm {
        return try directories(path[1], Self.tree(base), mine, other, ours, &conflicts)
      }
      return decide(whole: output(path[1]), ours, theirs, &conflicts)
    }
    return switch settlement.choice(file) {
    case .ours?: ours ?? .null
    case .theirs?: theirs ?? .null
    default: nil
    }
  }

  private func decide(
    whole what: String, _ ours: Value?, _ theirs: Value?, _ conflicts: inout [MergeConflict]
  ) -> Value? {
    switch settlement.choice(what) ?? settlement.choice(file) {
    case .ours?, .both?: return ours
    case .theirs?: return theirs
    case nil:
      conflicts.append(
        MergeConflict(file: file, what: what, ours: Self.digest(ours), theirs: Self.digest(theirs)))
      return ours
    }
  }

  private func directories(
    _ name: String, _ base: ObjectID?, _ ours: ObjectID, _ theirs: ObjectID, _ record: Value?,
    _ conflicts: inout [MergeConflict]
  ) throws -> Value? {
    let place = output(name)
    let merge = try TreeMerge(
      base: base.map(load) ?? Tree(algorithm: ours.algorithm), ours: load(ours), theirs: load(theirs),
      settle: { conflict in
        switch settlement.choice(place + "/" + conflict.path) ?? settlement.choice(file) {
        case .ours?: .ours
        case .theirs?: .theirs
        case .both?: .both(theirPath: MergeSettlement.nameBeside(conflict.path))
        case nil: .open
        }
      })
    for conflict in merge.conflicts {
      conflicts.append(
        MergeConflict(
          file: file, what: place + "/" + conflict.path,
          ours: conflict.ours?.hex(byteCount: merge.tree.algorithm.byteCount) ?? "deleted",
          theirs: conflict.theirs?.hex(byteCount: merge.tree.algorithm.byteCount) ?? "deleted"))
    }
    if !merge.conflicts.isEmpty { return record }
    let id = try store.store(merge.tree)
    try store.flush()
    var mapping = record?.map ?? Mapping()
    mapping[id.algorithm.key] = .string(id.description)
    mapping["size"] = try merge.tree.totalSize(in: store).map(Value.int)
    mapping["nfiles"] = .int(merge.tree.count)
    return .map(mapping)
  }

  private func load(_ id: ObjectID) throws -> Tree {
    if try !store.contains(id) { try fetch(id) }
    return try store.tree(id)
  }

  /// An output's path as people know it: relative to the top of the work tree.
  private func output(_ name: String) -> String {
    let directory = Paths.parent(file)
    return directory.isEmpty || directory == "." ? name : Paths.normalize(Paths.join(directory, name))
  }

  // MARK: - Entries by path, what they say of the data apart

  private static func keyed(_ value: Value) -> Value {
    guard var mapping = value.map else { return value }
    for key in ["outs", "deps"] {
      guard let list = mapping[key]?.list else { continue }
      var entries = Mapping()
      for case .map(let entry) in list {
        var rest = Mapping()
        var data = Mapping()
        for item in entry.entries {
          guard let name = item.key.string else { continue }
          if dataKeys.contains(name) { data[name] = item.value } else { rest[name] = item.value }
        }
        rest["data"] = .map(data)
        entries[entry["path"]?.string ?? ""] = .map(rest)
      }
      mapping[key] = .map(entries)
    }
    return .map(mapping)
  }

  private static func unkeyed(_ value: Value) -> Value {
    guard var mapping = value.map else { return value }
    for key in ["outs", "deps"] {
      guard let entries = mapping[key]?.map else { continue }
      mapping[key] = .list(
        entries.entries.compactMap { item -> Value? in
          guard case .map(let rest) = item.value else { return nil }
          var entry = rest["data"]?.map ?? Mapping()
          for field in rest.entries where field.key != "data" { entry[value: field.key] = field.value }
          return .map(entry)
        })
    }
    return .map(mapping)
  }

  private static func digest(_ data: Value?) -> String? { data?.map.flatMap { DataRecord($0).digest?.text } }

  private static func tree(_ data: Value?) -> ObjectID? {
    guard let id = data?.map.flatMap({ DataRecord($0).object }), id.isTree else { return nil }
    return id
  }
}

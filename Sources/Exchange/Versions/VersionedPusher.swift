import Files
import Hashing
import Manifests
import Objects
import Remotes
import Workspace

/// Brings outputs to a cloud-versioned remote, where each file has its own path, and tells which versions they are there
/// (formats §2.9).
public struct VersionedPusher {
  /// An output, or a part of it.
  public struct Item: Sendable {
    /// Relative to the project's root.
    public var path: String
    public var record: DataRecord
    /// Paths inside it that alone are meant; empty: all of it.
    public var members: [String]

    public init(path: String, record: DataRecord, members: [String]) {
      (self.path, self.record, self.members) = (path, record, members)
    }
  }

  let repository: Repository
  let remote: VersionedRemote

  public init(repository: Repository, remote: VersionedRemote) {
    self.repository = repository
    self.remote = remote
  }

  /// - Returns: what the outputs are to be recorded as, in their order; also of those that failed in part.
  public func push(_ items: [Item]) throws -> (report: ExchangeReport, records: [DataRecord]) {
    let store = try repository.store
    var report = ExchangeReport()
    var files: [VersionedFile] = []
    for item in items {
      try repository.cancellation.check()
      files += try wanted(item, store, &report)
    }
    let absent = Set(try store.missing(unique(files.map(\.id)), cancellation: repository.cancellation))
    for file in files where absent.contains(file.id) && file.version == nil {
      if !report.missingEverywhere.contains(file.id) { report.missingEverywhere.append(file.id) }
    }
    let sent = try remote.push(
      files.filter { !absent.contains($0.id) }, from: store, progress: repository.progress,
      cancellation: repository.cancellation)
    report.count = sent.stored.count
    report.failures = sent.failures.map { ($0.path, $0.error) }
    return (report, try items.map { try recorded($0, sent.stored, store) })
  }

  private func wanted(
    _ item: Item, _ store: ObjectStore, _ report: inout ExchangeReport
  ) throws -> [VersionedFile] {
    guard let id = item.record.object else { return [] }
    guard id.isTree else {
      return [VersionedFile(path: item.path, id: id, version: item.record.version(on: remote.name))]
    }
    guard try store.contains(id) else {
      report.missingEverywhere.append(id)
      return []
    }
    let tree = try store.tree(id)
    let known = Dictionary(
      (item.record.files ?? []).map { ($0.path, $0.data) }, uniquingKeysWith: { $1 })
    return tree.indices(of: item.members).map { index in
      let path = tree.path(index)
      return VersionedFile(
        path: Paths.join(item.path, path), id: tree.id(index),
        version: known[path]?.version(on: remote.name))
    }
  }

  /// Versions of what did not change stay those that are recorded.
  private func recorded(
    _ item: Item, _ stored: [String: StoredVersion], _ store: ObjectStore
  ) throws -> DataRecord {
    var record = item.record
    guard let id = record.object else { return record }
    guard id.isTree else {
      if let version = stored[item.path] { record.setVersion(version, on: remote.name) }
      return record
    }
    guard let tree = try? store.tree(id) else { return record }
    let known = Dictionary((record.files ?? []).map { ($0.path, $0.data) }, uniquingKeysWith: { $1 })
    record.settle(
      try (0..<tree.count).map { index in
        let path = tree.path(index)
        let member = tree.id(index)
        var data = known[path] ?? DataRecord(member, size: nil)
        data.hashName = nil
        if data.size == nil { data.size = try store.validInfo(member).map { Int($0.size) } }
        if let version = stored[Paths.join(item.path, path)] {
          data.setVersion(version, on: remote.name)
        } else if data.versionID != nil, let version = data.version() {
          data.setVersion(version, on: remote.name)
        }
        return FileRecord(path: path, data: data)
      })
    return record
  }
}

extension Repository {
  /// A directory as a list of what is in it, as lock files of pushed stages have their dependencies.
  public func listed(_ record: DataRecord) -> DataRecord {
    guard record.files == nil, let id = record.object, id.isTree, let tree = try? store.tree(id) else {
      return record
    }
    var listed = record
    listed.settle(
      (0..<tree.count).map { index in
        var data = DataRecord(tree.id(index), size: nil)
        data.hashName = nil
        return FileRecord(path: tree.path(index), data: data)
      })
    return listed
  }
}

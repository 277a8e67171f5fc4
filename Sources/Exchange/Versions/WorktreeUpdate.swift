import Files
import Hashing
import Manifests
import Objects
import Remotes
import Workspace

/// Takes over what others changed on a `worktree` remote: into the cache, and into the record of an output.
public struct WorktreeUpdate {
  let repository: Repository
  let remote: VersionedRemote

  public init(repository: Repository, remote: VersionedRemote) {
    self.repository = repository
    self.remote = remote
  }

  /// - Parameter path: of the output, relative to the project's root.
  /// - Returns: its record now; nil when nothing is there.
  public func record(of path: String, now old: DataRecord) throws -> DataRecord? {
    let latest = try remote.latest(at: path, cancellation: repository.cancellation)
    if latest.isEmpty { return nil }
    let algorithm = repository.algorithm
    let known = Dictionary(
      old.versionedFilesByPath(at: path).map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    let changed = latest.filter { item in
      guard let data = known[item.key], data.digest != nil, let version = data.version() else { return true }
      return version.versionID != item.value.version.versionID
        && (version.etag == nil || version.etag != item.value.version.etag)
    }
    try FileSystem.makeDirectories(repository.privateDirectory)
    let place = try FileSystem.makeTemporaryDirectory(in: repository.privateDirectory, prefix: "update-")
    defer { _ = try? FileSystem.removeTree(place) }
    let store = try repository.store
    let came = try remote.bring(
      changed.mapValues(\.version), into: store, algorithm, by: place, progress: repository.progress,
      cancellation: repository.cancellation)
    func data(_ path: String) -> DataRecord {
      guard let id = came[path], let entry = latest[path] else { return known[path] ?? DataRecord() }
      var data = DataRecord(id, size: entry.size.map(Int.init))
      data.setVersion(entry.version, on: remote.name)
      return data
    }
    if latest[path] != nil {
      var record = data(path)
      record.isExecutable = old.isExecutable && !old.isDirectory
      if record.hashName == nil { record.hashName = old.hashName }
      return record
    }
    var record = DataRecord()
    record.hashName = algorithm.name
    record.settle(
      latest.keys.map { name in
        var member = data(name)
        member.hashName = nil
        if member.cloud == nil, let version = member.version() { member.setVersion(version, on: remote.name) }
        return FileRecord(path: Paths.relative(name, to: path), data: member)
      })
    if let tree = try record.listedTree() { _ = try store.store(tree) }
    return record
  }
}

extension DataRecord {
  /// The records of the files that this data consists of, by their paths below the project's root.
  fileprivate func versionedFilesByPath(at path: String) -> [String: DataRecord] {
    guard let files else { return isDirectory ? [:] : [path: self] }
    return files.reduce(into: [:]) { $0[Paths.join(path, $1.path)] = $1.data }
  }
}

import Files
import Hashing
import Manifests
import Objects
import Remotes
import Workspace

extension Importer {
  /// Brings an import whose versions are recorded, exactly as it was recorded.
  /// - Returns: nil for an import without versions.
  func bringVersions(
    _ dependency: DependencyEntry, in directory: String
  ) throws -> (record: DataRecord, brought: Int)? {
    let recorded = dependency.data
    guard dependency.repository == nil, recorded.versionID != nil || recorded.files != nil,
      let source = try external(dependency, from: directory) as? VersionedSource
    else { return nil }
    var wanted: [String: StoredVersion] = [:]
    func want(_ file: String, _ data: DataRecord) {
      let etag = data.digest.flatMap { $0.kind == .etag ? $0.text : nil }
      wanted[source.key(file)] = StoredVersion(etag: etag, versionID: data.versionID)
    }
    if let files = recorded.files {
      for file in files {
        guard Paths.normalize(file.path) == file.path, !file.path.hasPrefix("../"), file.path != "..",
          !file.path.hasPrefix("/")
        else { throw ImportError.unsafePath(file.path) }
        want(file.path, file.data)
      }
    } else {
      want("", recorded)
    }
    try FileSystem.makeDirectories(repository.privateDirectory)
    let place = try FileSystem.makeTemporaryDirectory(in: repository.privateDirectory, prefix: "import-")
    defer { _ = try? FileSystem.removeTree(place) }
    let store = try repository.store
    let algorithm = repository.algorithm
    let found = try source.remote.bring(
      wanted, into: store, algorithm, by: place, progress: repository.progress,
      cancellation: repository.cancellation)
    guard let files = recorded.files else {
      guard let id = found[source.key("")] else { return nil }
      return (DataRecord(id, size: recorded.size), 1)
    }
    var builder = TreeBuilder(algorithm: algorithm, expectedEntries: files.count)
    for file in files {
      guard let id = found[source.key(file.path)] else {
        throw ImportError.sourceMissing(source.key(file.path))
      }
      try builder.append(file.path, id.digest)
    }
    let tree = try builder.finish()
    return (DataRecord(try store.store(tree), size: recorded.size, fileCount: tree.count), tree.count)
  }

  /// How a source with versions differs from what is recorded of it.
  func versionChange(_ recorded: DataRecord, _ entry: ExternalEntry) -> DataChange? {
    if let files = entry.files {
      guard let known = recorded.files else { return .modified }
      let before = Dictionary(known.map { ($0.path, $0.data.versionID) }, uniquingKeysWith: { $1 })
      let now = Dictionary(files.map { ($0.path, $0.data.versionID) }, uniquingKeysWith: { $1 })
      return before == now ? nil : .modified
    }
    return entry.versionID == recorded.versionID ? nil : .updateAvailable
  }
}

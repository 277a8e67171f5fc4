import Files
import Hashing
import Manifests
import Objects
import Workspace

extension Importer {
  /// Whether the source of an import has something else now than what is recorded; nil when not, or when nothing was
  /// ever recorded of it.
  public func change(of dependency: Dependency, from directory: String) throws -> DataChange? {
    if dependency.source == .repository { return try repositoryChange(dependency, directory) }
    guard dependency.source == .data else { return nil }
    let source = try external(dependency.entry, from: directory)
    let recorded = dependency.recorded
    guard let entry = try source.entry() else { return .deleted }
    if let path = source.localPath {
      guard let id = recorded.object else { return .modified }
      let now = try DataReader(repository: repository).snapshot(of: path, algorithm: id.algorithm, for: .hash)
      return now?.id == id ? nil : .modified
    }
    if source is VersionedSource { return versionChange(recorded, entry) }
    guard let mark = entry.mark else {
      // Where nothing tells but the size, another size saves the reading.
      guard entry.size == nil || entry.size.map(Int.init) == recorded.size else { return .modified }
      guard recorded.object != nil else { return nil }
      return try content(of: source, for: .hash)?.id == recorded.object ? nil : .modified
    }
    return mark == recorded.digest ? nil : .modified
  }

  private func repositoryChange(_ dependency: Dependency, _ directory: String) throws -> DataChange? {
    let entry = dependency.entry
    guard let from = entry.repository, let locked = from.lockedRevision else { return nil }
    guard let now = try source(entry, from: directory, at: from.revision) else { return nil }
    // Whether the data itself changed is not asked, as for the peer.
    return now.commit?.hex == locked ? nil : .updateAvailable
  }

  /// What an import whose data was left out (`--no-download`) would be, brought into the cache.
  /// - Parameter fetch: whether data may be brought; otherwise only what is here counts.
  /// - Returns: nil when the pointer knows too little of its source.
  public func partial(
    _ pointer: PointerFile, in directory: String
  ) throws -> (record: DataRecord, brought: Int)? {
    guard pointer.isPartialImport, let dependency = pointer.dependencies.first else { return nil }
    if let from = dependency.repository {
      guard from.lockedRevision != nil else { return nil }
      return try bringRecorded(dependency, in: directory)
    }
    guard !dependency.data.isEmpty else { return nil }
    if let brought = try bringVersions(dependency, in: directory) { return brought }
    let store = try repository.store
    let before = try dependency.data.object.map { try store.contains($0) } ?? false
    var copy = pointer
    try bring(&copy, in: directory, .data)
    // The source may have moved on: then there is nobody to give what is recorded.
    guard copy.dependencies[0].data.digest == dependency.data.digest else {
      throw ImportError.sourceMissing(shown(dependency, from: directory))
    }
    let record = copy.outputs[0].data
    return (record, before ? 0 : record.fileCount ?? 1)
  }

  /// Brings what a repository import names, from its source at the recorded commit.
  public func bringRecorded(
    _ dependency: DependencyEntry, in directory: String
  ) throws -> (record: DataRecord, brought: Int)? {
    if let brought = try bringVersions(dependency, in: directory) { return brought }
    let from = dependency.repository
    guard let source = try source(dependency, from: directory, at: from?.lockedRevision ?? from?.revision)
    else { return nil }
    let store = try repository.store
    guard let contents = try source.contents(of: dependency.path, trees: store) else {
      throw ImportError.notFound(path: dependency.path)
    }
    return try contents.store(in: store, algorithm: repository.algorithm)
  }
}

extension Importer {
  /// The object that an import without recorded data stands for; nil when that can't be told now.
  public func knownIdentity(_ pointer: PointerFile, in directory: String) throws -> ObjectID? {
    guard let dependency = pointer.dependencies.first else { return nil }
    guard let from = dependency.repository else { return dependency.data.object }
    guard let locked = from.lockedRevision else { return nil }
    do {
      let store = try repository.store
      return try source(dependency, from: directory, at: locked)?
        .contents(of: dependency.path, trees: store)?.identity(store, algorithm: repository.algorithm)
    } catch is ImportError {
      return nil
    }
  }
}

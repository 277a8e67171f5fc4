import Documents
import Files
import Hashing
import Manifests
import Objects
import Synchronization

/// Brings objects of DVC 2.x to where DVC 3 keeps its own (formats §2.7), and the files of a project to their names.
///
/// The old objects stay: other projects and older commits name them. The new ones are hard links to them.
public struct LegacyMigration {
  let repository: Repository

  public init(repository: Repository) { self.repository = repository }

  /// All objects in the old place.
  public func objects() throws -> [ObjectID] {
    try repository.store.names(.md5Dos2Unix, cancellation: repository.cancellation).ids(.md5Dos2Unix)
  }

  /// Hashes the old objects as they are and links them into the new place.
  /// - Returns: how many were not there yet.
  public func migrateObjects() throws -> Int {
    let store = try repository.store
    let names = try newNames(of: try objects())
    var count = 0
    for (old, new) in names {
      try repository.cancellation.check()
      if try store.exists(new) { continue }
      let path = store.path(of: new)
      try FileSystem.makeDirectories(Paths.parent(path))
      try link(store.path(of: old), path)
      count += 1
    }
    try repository.completeTreesChanged()
    return count
  }

  private func link(_ old: String, _ new: String) throws {
    do {
      try FileSystem.hardLink(old, at: new)
      try FileSystem.setMode(0o444, of: new)
    } catch {
      if error.errno == 17 { return }  // somebody was faster
      // Another file system, one without links, or too many of them.
      try FileSystem.copyFile(from: old, to: new, mode: 0o444)
    }
  }

  /// The new id of each old object, by its bytes.
  private func newNames(of ids: [ObjectID]) throws -> [(old: ObjectID, new: ObjectID)] {
    let store = try repository.store
    let found = Mutex<[Int: Digest]>([:])
    let cancellation = repository.cancellation
    try parallel(count: ids.count, workers: store.settings.workers, batch: 16, cancellation: cancellation) {
      range, _ in
      for i in range {
        let digest = try ObjectStore.hash(
          file: store.path(of: ids[i]), algorithm: .md5, cancellation: cancellation
        ).digest
        found.withLock { $0[i] = digest }
      }
    }
    let digests = found.withLock { $0 }
    return ids.indices.compactMap { i in
      digests[i].map { (ids[i], ObjectID($0, algorithm: .md5, isTree: ids[i].isTree)) }
    }
  }

  /// Rewrites `.dvc` files and `dvc.lock` files that still name old objects.
  /// - Returns: the files as messages name them (root-relative), in the order of writing.
  public func migrateFiles(_ index: Index) throws -> [String] {
    var written: [String] = []
    for stage in index.stages {
      guard case .pointer(var pointer) = stage.definition else { continue }
      let before = pointer
      for i in pointer.outputs.indices {
        guard let path = stage.outputs[i].location.absolute(root: repository.root) else { continue }
        pointer.outputs[i].data = try converted(pointer.outputs[i].data, at: path)
      }
      if pointer == before { continue }
      let file = Paths.join(repository.root, stage.file)
      try repository.store.flush()
      let original = try FileSystem.readIfPresent(file)
      try repository.writeTracked(Array(try pointer.text(over: original).utf8), to: file)
      repository.noteChange(of: file)
      written.append(stage.file)
    }
    for pipeline in index.pipelines {
      var lock = pipeline.lock
      var isChanged = false
      for name in lock.stageNames {
        guard var entry = lock.entry(for: name) else { continue }
        let base =
          index.stage(Stage.ID(file: pipeline.file, name: name))?.workingDirectory
          ?? Paths.parent(Paths.join(repository.root, pipeline.file))
        let before = entry
        for i in entry.dependencies.indices {
          entry.dependencies[i].data = try converted(
            entry.dependencies[i].data, at: Paths.absolute(entry.dependencies[i].path, in: base))
        }
        for i in entry.outputs.indices {
          entry.outputs[i].data = try converted(
            entry.outputs[i].data, at: Paths.absolute(entry.outputs[i].path, in: base))
        }
        if entry != before {
          lock.set(entry, for: name)
          isChanged = true
        }
      }
      guard isChanged else { continue }
      let file = Paths.join(repository.root, pipeline.lockFile)
      try repository.store.flush()
      try repository.writeTracked(Array(try lock.text().utf8), to: file)
      repository.noteChange(of: file)
      written.append(pipeline.lockFile)
    }
    return written
  }

  /// The same data under its new name; the record as it is when nobody has the data.
  private func converted(_ record: DataRecord, at path: String) throws -> DataRecord {
    guard record.isLegacy, let old = record.object else { return record }
    var new = record
    if let id = try newID(old) {
      new.digest = RecordedDigest(.md5, id.description)
    } else {
      // Not kept in the cache (a file of git): what lies there counts, if it still is what was recorded.
      let reader = DataReader(repository: repository)
      guard try reader.snapshot(of: path, algorithm: .md5Dos2Unix, for: .hash)?.id == old,
        let snapshot = try reader.snapshot(of: path, for: .hash)
      else { return record }
      new.digest = RecordedDigest(.md5, snapshot.id.description)
    }
    new.hashName = HashAlgorithm.md5.name
    return new
  }

  /// The new id of an object in the cache; a directory's is that of the list of its members' new ids, which is stored.
  private func newID(_ old: ObjectID) throws -> ObjectID? {
    let store = try repository.store
    guard try store.contains(old) else { return nil }
    if !old.isTree {
      return ObjectID(try ObjectStore.hash(file: store.path(of: old), algorithm: .md5).digest)
    }
    let tree = try store.tree(old)
    var builder = TreeBuilder(expectedEntries: tree.count)
    for i in 0..<tree.count {
      guard let id = try newID(tree.id(i)) else { return nil }
      try builder.append(tree.path(i), id.digest)
    }
    return try store.store(builder.finish())
  }
}

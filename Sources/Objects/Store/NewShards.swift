import CSystem
import Files
import Glibc
import Hashing

/// Directories of the store that nobody has made yet, filled in an ``UnfinishedDirectory`` beside their place: what
/// lies in there has its final name from the start, and one rename of the directory stands for that of each object.
/// Objects are whole when they can be seen, as always. For many at once; any thread may put.
final class NewShards: Sendable {
  private let store: ObjectStore
  private let algorithm: HashAlgorithm
  private let target: ShardDirectories
  private let own: ShardDirectories
  private let unfinished: UnfinishedDirectory
  private let isNew: [Bool]

  /// - Returns: nil when the store has all 256 directories, each object is to be synced alone, or there can be no
  ///   such place.
  init?(_ store: ObjectStore, _ algorithm: HashAlgorithm) throws {
    target = store.shards(algorithm)
    // What is wrong with the place is said where an object cannot get into it.
    guard store.settings.durability != .full, (try? target.base(create: true)) != nil else { return nil }
    try Self.clear(target)
    var isNew: [Bool] = []
    for shard in 0...255 as ClosedRange<UInt8> { isNew.append(try target.shard(shard, create: false) == nil) }
    guard isNew.contains(true),
      let unfinished = UnfinishedDirectory(in: target.path, name: store.temporaryNames.make())
    else { return nil }
    self.store = store
    self.algorithm = algorithm
    self.isNew = isNew
    self.unfinished = unfinished
    own = ShardDirectories(root: unfinished.path, path: unfinished.path, isShared: store.settings.isShared)
  }

  /// Removes what the dead left.
  @discardableResult
  static func clear(_ shards: ShardDirectories, olderThan age: Int64 = 60_000_000_000) throws(FileError)
    -> Int
  {
    try UnfinishedDirectory.clear(in: shards.path, olderThan: age) {
      $0.hasPrefix(".") && $0.hasSuffix(TemporaryNames.suffix)
    }
  }

  /// Stores bytes that are known to have this id.
  /// - Returns: false when they were put already; nil when the object's directory is there: it goes the usual way.
  func put(_ id: ObjectID, _ bytes: UnsafeRawBufferPointer) throws(FileError) -> Bool? {
    guard isNew[Int(id.shard)], !id.isTree, let shard = try own.shard(id.shard, create: true) else {
      return nil
    }
    let path = { [store] in store.path(of: id) }
    let fd = id.withFileName(in: shard) {
      sys_openat(shard.descriptor, $0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, ObjectStore.objectMode)
    }
    // The same content a second time: whoever came first fails if that cannot be written.
    if fd == -EEXIST { return false }
    try check(fd, "create", path())
    do throws(FileError) {
      defer { _ = sys_close(fd) }
      if bytes.count > 0 { try check(sys_write_all(fd, bytes.baseAddress, bytes.count), "write", path()) }
      let info = try TemporaryObject.checkWritten(fd, size: Int64(bytes.count), path())
      store.verified.insert(id, info)
      if try store.mustSync(id) { try check(sys_fsync(fd), "sync", path()) }
    } catch {
      _ = id.withFileName(in: shard) { sys_unlinkat(shard.descriptor, $0, 0) }
      throw error
    }
    store.didWrite(bytes.count)
    return true
  }

  /// Gives all their place. Call it once, when no thread puts any more, also after a failure: what is there is whole.
  func publish() throws {
    guard let base = try target.base(create: true) else { return }
    store.isDirty.store(true, ordering: .releasing)
    for shard in 0...255 as ClosedRange<UInt8> where isNew[Int(shard)] {
      guard let from = try own.shard(shard, create: false) else { continue }
      let result = ShardDirectories.name(shard).withCString {
        sys_renameat(unfinished.descriptor, $0, base, $0, 1)  // RENAME_NOREPLACE
      }
      // Somebody made one meanwhile, or the file system does not know the flag.
      if result < 0 { try move(shard, from) }
    }
    _ = try FileSystem.removeTree(unfinished.path)
  }

  /// One object at a time into a directory that exists.
  private func move(_ shard: UInt8, _ from: ShardPlace) throws {
    guard let to = try target.shard(shard, create: true) else { return }
    for (name, _) in try FileSystem.list(own.path(shard)) {
      let rename = {
        from.name(name).withCString { old in
          to.name(name).withCString { new in
            let result = sys_renameat(from.descriptor, old, to.descriptor, new, 1)
            return result == -EINVAL ? sys_renameat(from.descriptor, old, to.descriptor, new, 0) : result
          }
        }
      }
      var result = rename()
      if result == -EEXIST {
        // Somebody was faster. What stands there is looked at like anything that was there before.
        let id = ObjectID(ShardDirectories.name(shard) + name, algorithm: algorithm)
        if let id, try store.contains(id) { continue }
        result = rename()
      }
      try check(result, "rename", target.path(shard) + "/" + name)
    }
  }
}

import CSystem
import Files
import Glibc
import Hashing

/// An object that comes in pieces, in any order, and that may be gone on with another day: its file is named by the
/// object and stays when it is let go without ``commit(_:size:)`` or ``discard()``.
///
/// The file stands in the directory of its final name and ends in `.tmp`, so that nobody takes it for an object. It
/// is locked: a second process that fetches the same object gets nil.
// Unchecked: nothing of it changes after it was made; writes go to places of the file that their callers keep apart.
public final class PartialObject: @unchecked Sendable {
  /// Bytes before the first gap that are not believed after an interruption: the last page before a gap may be half
  /// written.
  private static let doubt: Int64 = 1 << 20

  public let id: ObjectID
  public let descriptor: Int32
  /// So many bytes from the start were there when it was opened; unchecked.
  public let resumed: Int64
  private let store: ObjectStore
  private let directory: ShardPlace
  private let name: String

  fileprivate init?(_ store: ObjectStore, _ id: ObjectID, expecting: Bool) throws(FileError) {
    let shards = store.shards(id.algorithm)
    let name = Self.name(id)
    guard let directory = try shards.shard(id.shard, create: !expecting) else { return nil }
    let flags = O_RDWR | O_NOFOLLOW | (expecting ? 0 : O_CREAT)
    let fd = directory.name(name).withCString { sys_openat(directory.descriptor, $0, flags, 0o600) }
    if expecting, fd == -ENOENT { return nil }
    let path = Paths.join(shards.path(id.shard), name)
    try check(fd, "create", path)
    var info = sys_info()
    guard sys_flock(fd, 2 | 4) >= 0, sys_fstat(fd, &info) >= 0 else {
      _ = sys_close(fd)
      return nil
    }
    let gap = sys_seek(fd, 0, 4)  // SEEK_HOLE
    let whole = gap < 0 || gap > info.size ? info.size : gap
    resumed = max(0, whole - Self.doubt) / 4096 * 4096
    self.store = store
    self.id = id
    self.directory = directory
    self.name = name
    descriptor = fd
  }

  deinit { _ = sys_close(descriptor) }

  static func name(_ id: ObjectID) -> String { ".\(id.description.dropFirst(2)).part.tmp" }

  private var path: String { Paths.join(store.shards(id.algorithm).path(id.shard), name) }

  public func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileError) {
    var done = 0
    while done < bytes.count {
      done += try check(
        sys_pwrite(
          descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, offset + Int64(done)),
        "write", path)
    }
  }

  /// Keeps only the first bytes: those that came without a gap.
  public func truncate(to size: Int64) throws(FileError) {
    try check(sys_truncate(descriptor, size), "truncate", path)
  }

  public func discard() { _ = directory.name(name).withCString { sys_unlinkat(directory.descriptor, $0, 0) } }

  /// All has come and was hashed: gives the file the object's name.
  /// - Throws: ``StoreError/corrupt(_:found:path:)`` when the bytes are others than the name says; the file is gone
  ///   then. `FileError`.
  public func commit(_ found: Digest, size: Int64) throws {
    if found != id.digest {
      discard()
      throw StoreError.corrupt(id, found: found, path: store.path(of: id))
    }
    if try store.contains(id) { return discard() }
    var info = sys_info()
    try check(sys_fstat(descriptor, &info), "read", path)
    if info.size > size {
      try truncate(to: size)
    } else if info.size < size {
      throw FileError("write", path, errno: EIO)
    }
    let isSafe = id.isTree ? try store.flush() : false
    if !isSafe, try store.mustSync(id) { try check(sys_fsync(descriptor), "sync", path) }
    try check(sys_fchmod(descriptor, ObjectStore.objectMode), "change the mode of", path)
    let result = directory.name(name).withCString { from in
      id.withFileName(in: directory) { sys_renameat(directory.descriptor, from, directory.descriptor, $0, 0) }
    }
    try check(result, "rename", store.path(of: id))
    if sys_fstat(descriptor, &info) == 0 { store.verified.insert(id, FileInfo(info)) }
    store.isDirty.store(true, ordering: .releasing)
  }
}

extension ObjectStore {
  /// The partial file of an object, new or from an earlier run; nil when another process is at it.
  public func partial(_ id: ObjectID) throws(FileError) -> PartialObject? {
    try PartialObject(self, id, expecting: false)
  }

  /// What an earlier run left of an object, if anything worth it.
  public func leftOver(_ id: ObjectID) throws(FileError) -> PartialObject? {
    guard let partial = try PartialObject(self, id, expecting: true), partial.resumed > 0 else { return nil }
    return partial
  }

  /// Stores bytes that are known to hash to this id.
  /// - Parameter isNew: the store had nothing of that name a moment ago: it isn't asked again.
  /// - Returns: false when a valid object was there.
  @discardableResult
  public func store(
    checked bytes: UnsafeRawBufferPointer, as id: ObjectID, isNew: Bool = false
  ) throws -> Bool {
    try put(id, bytes, isNew: isNew)
  }
}

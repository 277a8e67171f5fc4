import CSystem
import Files
import Glibc
import Hashing

/// A file of the store that is not finished; for one thread. Let go without ``commit(as:size:)``, it is removed.
final class TemporaryObject {
  private let store: ObjectStore
  private let shards: ShardDirectories
  private let directory: Int32
  private let name: String
  private(set) var descriptor: Int32
  private var isGone = false
  private var written: Int64 = 0
  /// Up to here the kernel was asked to begin.
  private var begun: Int64 = 0

  /// In the directory of its final name.
  init(in store: ObjectStore, for id: ObjectID) throws(FileError) {
    let shards = store.shards(id.algorithm)
    var created: (directory: Int32, name: String, descriptor: Int32)?
    for attempt in 0..<2 where created == nil {
      guard let shard = try shards.shard(id.shard, create: true) else { break }
      let name = shard.name(store.temporaryNames.make())
      let fd = Self.create(name, in: shard.descriptor)
      if fd == -ENOENT, attempt == 0 {
        // The directory was removed while we had it open.
        shards.forget(id.shard)
        continue
      }
      try check(fd, "create", Paths.join(shards.path(id.shard), Paths.name(name)))
      created = (shard.descriptor, name, fd)
    }
    guard let created else { throw FileError("create", shards.path(id.shard), errno: ENOENT) }
    self.store = store
    self.shards = shards
    (directory, name, descriptor) = created
  }

  /// Above the shards, for bytes whose digest is not known yet.
  init(in store: ObjectStore, _ algorithm: HashAlgorithm) throws(FileError) {
    let shards = store.shards(algorithm)
    guard let directory = try shards.base(create: true) else {
      throw FileError("create", shards.path, errno: ENOENT)
    }
    let name = store.temporaryNames.make()
    let fd = Self.create(name, in: directory)
    try check(fd, "create", Paths.join(shards.path, name))
    self.store = store
    self.shards = shards
    (self.directory, self.name, descriptor) = (directory, name, fd)
  }

  deinit {
    if descriptor >= 0 { _ = sys_close(descriptor) }
    if !isGone { _ = name.withCString { sys_unlinkat(directory, $0, 0) } }
  }

  private static func create(_ name: String, in directory: Int32) -> Int32 {
    name.withCString {
      sys_openat(directory, $0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, ObjectStore.objectMode)
    }
  }

  private var path: String { Paths.join(shards.path, name) }

  func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    if bytes.count > 0 { try check(sys_write_all(descriptor, bytes.baseAddress, bytes.count), "write", path) }
    written += Int64(bytes.count)
    // The disk works while we read on, so that the flush at the end finds little to do.
    if written - begun >= Self.stride, store.settings.durability != .none {
      sys_write_behind(descriptor, begun, written - begun)
      begun = written
    }
  }

  private static let stride: Int64 = 8 << 20

  /// Takes over the blocks of an open file instead of bytes. False where the file system cannot.
  func clone(_ source: Int32) -> Bool { sys_reflink(source, descriptor) == 0 }

  /// A look at a file's length and mode, before it gets the name of an object.
  /// - Returns: what it is.
  static func checkWritten(_ fd: Int32, size: Int64, _ path: @autoclosure () -> String) throws(FileError)
    -> FileInfo
  {
    var info = sys_info()
    try check(sys_fstat(fd, &info), "read", path())
    // A file system that loses bytes without an error is not to be trusted with a name.
    if info.size != size { throw FileError("write", path(), errno: EIO) }
    if info.mode & 0o7777 != ObjectStore.objectMode {
      try check(sys_fchmod(fd, ObjectStore.objectMode), "change the mode of", path())
    }
    return FileInfo(info)
  }

  /// Gives the file its final name, after a look at its length and mode.
  /// - Returns: false when an object of that name had come to be; the file is removed then.
  func commit(as id: ObjectID, size: Int64) throws(FileError) -> Bool {
    let info = try Self.checkWritten(descriptor, size: size, path)
    // A tree may not outlive a power cut that its files don't; what makes them safe makes it safe as well.
    let isSafe = id.isTree ? try store.flush() : false
    if !isSafe, try store.mustSync(id) { try check(sys_fsync(descriptor), "sync", path) }
    let fd = descriptor
    descriptor = -1
    try check(sys_close(fd), "close", path)
    guard let shard = try shards.shard(id.shard, create: true) else {
      throw FileError("create", shards.path(id.shard), errno: ENOENT)
    }
    let result = name.withCString { from in
      id.withFileName(in: shard) { to in
        let result = sys_renameat(directory, from, shard.descriptor, to, 1)  // RENAME_NOREPLACE
        // Not every file system knows the flag; there, replacing an object with its equal does no harm.
        return result == -EINVAL ? sys_renameat(directory, from, shard.descriptor, to, 0) : result
      }
    }
    if result == -EEXIST { return false }
    try check(result, "rename", store.path(of: id))
    isGone = true
    store.verified.insert(id, info)
    store.isDirty.store(true, ordering: .releasing)
    return true
  }
}

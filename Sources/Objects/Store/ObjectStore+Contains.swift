import CSystem
import Files
import Glibc
import Hashing
import Synchronization

extension ObjectStore {
  /// Whether the store has a valid object (formats §2.6): one of mode 0444 is believed; any other is hashed, and
  /// gets mode 0444 or goes to quarantine.
  public func contains(_ id: ObjectID) throws -> Bool { try validInfo(id) != nil }

  /// The same for who knows how long the object must be: after a power cut a file may have its name and mode, and
  /// lack its bytes. Such a one goes to quarantine.
  func contains(_ id: ObjectID, size: Int64) throws -> Bool {
    guard let info = try validInfo(id) else { return false }
    if info.size == size { return true }
    try moveToQuarantine(id)
    return false
  }

  /// The same for who was told how long the object is, by a file that people can edit: where that is not so, the bytes
  /// decide. What is wrong goes to quarantine.
  public func contains(_ id: ObjectID, expecting size: Int64?) throws -> Bool {
    guard let info = try validInfo(id) else { return false }
    guard let size, info.size != size, try digest(of: id) != id.digest else { return true }
    try moveToQuarantine(id)
    return false
  }

  /// What stands under a valid object's name; nil when there is none.
  public func validInfo(_ id: ObjectID) throws -> FileInfo? {
    try recover()
    guard let info = try info(id) else { return nil }
    if info.isFile, info.mode == Self.objectMode { return info }
    // Something of another kind under an object's name is in the way of everyone: out with it.
    if info.isFile, try digest(of: id) == id.digest {
      if let shard = try shards(id.algorithm).shard(id.shard, create: false) {
        // In a cache of several people it may be another's file: valid all the same.
        _ = id.withFileName(in: shard) { sys_chmodat(shard.descriptor, $0, Self.objectMode) }
      }
      return try self.info(id)
    }
    // While we read it another worker may have put a good one in its place.
    if let now = try self.info(id), now.inode != info.inode || now.mtime != info.mtime {
      return try validInfo(id)
    }
    try moveToQuarantine(id)
    return nil
  }

  /// Whether a file stands under an object's name, valid or not.
  public func exists(_ id: ObjectID) throws(FileError) -> Bool { try info(id)?.isFile == true }

  /// What stands under an object's name, valid or not; nil when nothing does.
  func info(_ id: ObjectID) throws(FileError) -> FileInfo? {
    let shards = shards(id.algorithm)
    guard let shard = try shards.shard(id.shard, create: false) else { return nil }
    var info = sys_info()
    let result = id.withFileName(in: shard) { sys_statat(shard.descriptor, $0, 0, &info) }
    if result == -ENOENT { return nil }
    try check(result, "read", path(of: id))
    // A link stands for what it leads to; one that leads nowhere is in the way.
    if info.kind == UInt32(sys_kind_symlink) {
      let link = info
      if id.withFileName(in: shard, { sys_statat(shard.descriptor, $0, 1, &info) }) < 0 { info = link }
    }
    return FileInfo(info)
  }

  /// The objects of `ids` that are not there or not valid, in the order given.
  public func missing(_ ids: [ObjectID], cancellation: Cancellation? = nil) throws -> [ObjectID] {
    try missing(count: ids.count, cancellation: cancellation) { ids[$0] }.map { ids[$0] }
  }

  /// The same for ids that lie anywhere: the numbers of those that are missing, rising.
  public func missing(
    count: Int, cancellation: Cancellation? = nil, id: @escaping @Sendable (Int) -> ObjectID
  ) throws -> [Int] {
    let lost = Mutex<[Int]>([])
    let presence = count < 256 ? nil : try shardPresence(id(0).algorithm)
    try parallel(count: count, workers: settings.workers, batch: 256, cancellation: cancellation) {
      [self] range, _ in
      var mine: [Int] = []
      for i in range {
        let id = id(i)
        if presence?.mayContain(id) != false, try contains(id) { continue }
        mine.append(i)
      }
      if !mine.isEmpty { lost.withLock { $0 += mine } }
    }
    return lost.withLock { $0 }.sorted()
  }

  /// Which of an algorithm's 256 directories are there at this moment: an empty cache is asked 256 questions and not
  /// one for each object.
  public func shardPresence(_ algorithm: HashAlgorithm) throws(FileError) -> ShardPresence {
    let shards = shards(algorithm)
    var isThere = [Bool](repeating: false, count: 256)
    guard try shards.base(create: false) != nil else { return ShardPresence(algorithm, isThere) }
    for shard in UInt8.min...UInt8.max { isThere[Int(shard)] = try shards.shard(shard, create: false) != nil }
    return ShardPresence(algorithm, isThere)
  }

  /// The digest of an object's bytes as they are, by the object's algorithm.
  public func digest(of id: ObjectID) throws -> Digest {
    let fd = try open(id)
    defer { _ = sys_close(fd) }
    var hash = StreamingHash(id.algorithm)
    try readPieces(fd, path(of: id)) { hash.update($0) }
    return hash.finish()
  }

  /// Reads an open file to its end, a megabyte at a time.
  func readPieces(
    _ fd: Int32, _ path: String, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let size = 1 << 20
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer { buffer.deallocate() }
    while true {
      let n = try check(sys_read(fd, buffer.baseAddress, size), "read", path)
      if n == 0 { return }
      try body(UnsafeRawBufferPointer(rebasing: buffer[..<n]))
    }
  }

  /// An object's descriptor for reading; the caller closes it.
  func open(_ id: ObjectID) throws -> Int32 {
    guard let shard = try shards(id.algorithm).shard(id.shard, create: false) else {
      throw StoreError.missing(id)
    }
    let fd = id.withFileName(in: shard) { openQuietly(shard.descriptor, $0, O_RDONLY | O_NONBLOCK) }
    if fd == -ENOENT { throw StoreError.missing(id) }
    return try check(fd, "read", path(of: id))
  }
}

import CSystem
import Files
import Glibc
import Hashing
import Synchronization

extension ObjectStore {
  /// Whether the store has a valid object (formats §2.6): one of mode 0444 is believed; any other is hashed, and
  /// gets mode 0444 or goes to quarantine.
  /// - Parameter verified: believe only what this clone has read; for who hands its bytes out or lets other copies of
  ///   them go.
  public func contains(_ id: ObjectID, verified: Bool = false) throws -> Bool {
    try verified ? verifiedInfo(id) != nil : validInfo(id) != nil
  }

  /// The same for who knows how long the object must be and relies on it: after a power cut a file may have its name
  /// and mode, and lack its bytes. Such a one goes to quarantine.
  func contains(_ id: ObjectID, size: Int64) throws -> Bool {
    guard let info = try verifiedInfo(id) else { return false }
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
    return info.isFile && info.mode == Self.objectMode ? info : try read(id, info)
  }

  /// The same, and this clone has read it whole since it last changed, or does so now.
  public func verifiedInfo(_ id: ObjectID) throws -> FileInfo? {
    guard let info = try validInfo(id) else { return nil }
    return verified.contains(id, info) ? info : try read(id, info)
  }

  /// Reads an object to see whether it is valid; what is not goes to quarantine.
  /// - Parameter info: what stands there now.
  private func read(_ id: ObjectID, _ info: FileInfo) throws -> FileInfo? {
    // Something of another kind under an object's name is in the way of everyone: out with it.
    if info.isFile, try digest(of: id) == id.digest {
      verified.insert(id, info)
      guard info.mode != Self.objectMode else { return info }
      if let shard = try shards(id.algorithm).shard(id.shard, create: false) {
        // In a cache of several people it may be another's file: valid all the same.
        _ = id.withFileName(in: shard) { sys_chmodat(shard.descriptor, $0, Self.objectMode) }
      }
      return try self.info(id)
    }
    // While we read it another worker may have put a good one in its place.
    if let now = try self.info(id), now.inode != info.inode || now.mtime != info.mtime {
      return try verifiedInfo(id)
    }
    // Without that mode it was never called checked: nothing to tell of.
    if info.mode == Self.objectMode { try moveToQuarantine(id) } else { try setAside(id) }
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
  /// - Parameter verified: as in ``contains(_:verified:)``.
  public func missing(
    _ ids: [ObjectID], verified: Bool = false, cancellation: Cancellation? = nil
  ) throws -> [ObjectID] {
    try missing(count: ids.count, verified: verified, cancellation: cancellation) { ids[$0] }.map { ids[$0] }
  }

  /// The same for ids that lie anywhere: the numbers of those that are missing, rising.
  public func missing(
    count: Int, verified: Bool = false, cancellation: Cancellation? = nil,
    id: @escaping @Sendable (Int) -> ObjectID
  ) throws -> [Int] {
    let lost = Mutex<[Int]>([])
    let unread = Mutex<[Int]>([])
    let presence = count < 256 ? nil : try shardPresence(id(0).algorithm)
    try parallel(count: count, workers: settings.workers, batch: 256, cancellation: cancellation) {
      [self] range, _ in
      var mine: (lost: [Int], unread: [Int]) = ([], [])
      for i in range {
        let id = id(i)
        if presence?.mayContain(id) != false, let info = try validInfo(id) {
          if verified, !self.verified.contains(id, info) { mine.unread.append(i) }
        } else {
          mine.lost.append(i)
        }
      }
      if !mine.lost.isEmpty { lost.withLock { $0 += mine.lost } }
      if !mine.unread.isEmpty { unread.withLock { $0 += mine.unread } }
    }
    return try (lost.withLock { $0 } + wrong(unread.withLock { $0 }, id, cancellation)).sorted()
  }

  /// Reads objects side by side. Those that are not what their names say go to quarantine.
  private func wrong(
    _ items: [Int], _ id: (Int) -> ObjectID, _ cancellation: Cancellation?
  ) throws -> [Int] {
    if items.isEmpty { return [] }
    let faulty = Set(try verify(items.map(id), cancellation: cancellation).map(\.id))
    // Looked at once more: another process may have put a good one there meanwhile.
    return try items.filter { try faulty.contains(id($0)) && verifiedInfo(id($0)) == nil }
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

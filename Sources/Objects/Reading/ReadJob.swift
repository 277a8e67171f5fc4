import CSystem
import Files
import Glibc
import Hashing
import Synchronization

/// Reading many files once: each is hashed, and stored when there is a store. What the workers share.
struct ReadJob<Source: ReadSource>: Sendable {
  let source: Source
  /// nil: only hash.
  let store: ObjectStore?
  /// What the store may have already; nil: to be asked for each object.
  var names: NameFilter?
  let algorithm: HashAlgorithm
  let workers: Int
  let meter: ProgressMeter
  let cancellation: Cancellation?
  /// Gets each digest, once per file, from any worker.
  let finished: @Sendable (_ i: Int, _ digest: Digest) -> Void
  /// Gets each file's failure; throws to end the whole job.
  let failed: @Sendable (_ i: Int, _ error: any Error) throws -> Void

  /// Up to here a file is read in one go, and hashed in lanes with others: a buffer holds at least sixteen.
  static var smallLimit: Int64 { 256 << 10 }
  /// Cloning pays from here on, where the file system can do it.
  static var cloneLimit: Int64 { 64 << 10 }

  func run() throws {
    let limit = try mayClone() ? Self.cloneLimit : Self.smallLimit
    var small: [Int] = []
    var large: [Int] = []
    small.reserveCapacity(source.count)
    for i in 0..<source.count {
      if source.size(i) <= limit { small.append(i) } else { large.append(i) }
    }
    try runSmall(small, newShards())
    try runLarge(large)
    meter.finish()
  }

  /// Whether files of this source can be cloned into the store; tried with the first that is worth it.
  private func mayClone() throws -> Bool {
    guard let store,
      let i = (0..<source.count).first(where: {
        source.size($0) > Self.cloneLimit && source.before($0) != nil
      }),
      let device = source.before(i)?.device, store.mayClone(from: device)
    else { return false }
    let fd = source.open(i, DirectoryCursor(root: source.rootDescriptor))
    // A file that cannot be opened fails later, in its turn.
    if fd < 0 { return false }
    defer { _ = sys_close(fd) }
    let works = try TemporaryObject(in: store, algorithm).clone(fd)
    store.noteClone(from: device, works: works)
    return works
  }

  /// Where many objects can be put that a store has no directory for; nil: each in its place.
  private func newShards() throws -> NewShards? {
    guard let store, names != nil else { return nil }
    return try NewShards(store, algorithm)
  }

  private func runSmall(_ list: [Int], _ newShards: NewShards?) throws {
    let readers = WorkerSlots<SmallFileReader<Source>>(workers)
    do {
      try WorkerPool(workers: workers).run(count: list.count, batch: 64, cancellation: cancellation) {
        range, worker in
        try readers.slot(worker) { SmallFileReader(self, newShards) }.read(list[range])
      }
    } catch {
      // What is whole stays: the next run need not do it again.
      try? newShards?.publish()
      throw error
    }
    try newShards?.publish()
  }

  private func runLarge(_ list: [Int]) throws {
    // Lanes are md5's; a file alone goes faster with one thread to write and one to hash.
    if list.count == 1 || algorithm != .md5 {
      let threads = list.count < workers ? 2 : 1
      try WorkerPool(workers: workers).run(count: list.count, batch: 1, cancellation: cancellation) {
        range, _ in
        for i in range {
          try attempt(list[i]) { try StreamedFile(self, list[i]).read(threads: min(threads, workers)) }
        }
      }
      return
    }
    let queue = LargeFileQueue(list.sorted { source.size($0) > source.size($1) })
    let slots = min(16, (list.count + workers - 1) / workers)
    try WorkerPool(workers: workers).run(count: workers, batch: 1, cancellation: cancellation) { _, _ in
      try LargeFileReader(self, slots: slots).read(queue)
    }
  }

  /// Runs `body` for one file and sorts its failure.
  func attempt(_ i: Int, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let stop as Cancelled {
      throw stop
    } catch {
      try failed(i, error)
    }
  }

  /// The file's information after the last byte, which must be that of the walk.
  func checkUnchanged(_ i: Int, _ fd: Int32, read: Int64) throws {
    var info = sys_info()
    try check(sys_fstat(fd, &info), "read", source.path(i))
    let before = source.before(i)
    if info.size != read || before.map({ $0.isSameContent(as: info) }) == false {
      throw StoreError.changedWhileReading(path: source.path(i))
    }
  }

  /// The id under which a digest's bytes are stored; throws when they should have been others.
  func id(_ i: Int, _ digest: Digest) throws -> ObjectID {
    guard let expected = source.expected(i) else { return ObjectID(digest, algorithm: algorithm) }
    if expected.digest != digest { throw StoreError.corrupt(expected, found: digest, path: source.path(i)) }
    return expected
  }
}

extension FileInfo {
  func isSameContent(as info: sys_info) -> Bool {
    size == info.size && mtime == info.mtime && ctime == info.ctime && inode == info.inode
      && device == info.device
  }
}

/// Something for each worker, made at its first use and touched by no other.
// Unchecked: the array is guarded by the lock, and a slot's content by the worker's number being one thread's.
final class WorkerSlots<T>: @unchecked Sendable {
  private var slots: [T?]
  private let lock = Mutex(())

  init(_ workers: Int) { slots = Array(repeating: nil, count: max(1, workers)) }

  func slot(_ worker: Int, _ make: () -> T) -> T {
    // The lock is for the array; what is in it belongs to the worker.
    lock.withLock { _ in
      if let known = slots[worker] { return known }
      let new = make()
      slots[worker] = new
      return new
    }
  }
}

import CSystem
import Files
import Glibc
import Hashing
import Objects
import Synchronization

/// The objects of an upload, small ones read and hashed in batches, ahead of the network where another thread has time.
final class UploadSource: Sendable {
  struct Batch {
    /// Right ones.
    var ready: [(id: ObjectID, bytes: [UInt8])] = []
    /// Those that are not read here.
    var large: [(id: ObjectID, size: Int64)] = []
    var failed: [(id: ObjectID, error: any Error)] = []
    var bytes = 0
  }

  /// Files up to this size are read whole before they are sent.
  private static let small: Int64 = 1 << 20
  private static let batchCount = 32
  private static let batchBytes = 4 << 20
  /// So much may lie ready.
  private static let mostBatches = 4
  private static let mostBytes = 8 << 20

  private struct State {
    var next = 0
    var ahead: [Batch] = []
    var bytes = 0
  }
  private let ids: [ObjectID]
  private let store: ObjectStore
  /// Held while files are read: who needs the next batch waits for the one that is being read.
  private let state = Mutex(State())

  init(_ ids: [ObjectID], _ store: ObjectStore) {
    self.ids = ids
    self.store = store
  }

  /// The next ones; nil at the end.
  func next() -> Batch? {
    state.withLock { state in
      guard let first = state.ahead.first else { return read(&state) }
      state.ahead.removeFirst()
      state.bytes -= first.bytes
      return first
    }
  }

  /// Whether reading ahead is of use now.
  var wantsMore: Bool { state.withLock { wantsMore($0) } }

  private func wantsMore(_ state: borrowing State) -> Bool {
    state.next < ids.count && state.ahead.count < Self.mostBatches && state.bytes < Self.mostBytes
  }

  /// Reads until enough lies ready.
  func readAhead() {
    while true {
      let isDone = state.withLock { state in
        guard wantsMore(state), let batch = read(&state) else { return true }
        state.bytes += batch.bytes
        state.ahead.append(batch)
        return false
      }
      if isDone { return }
    }
  }

  /// Nothing more is read.
  func stop() { state.withLock { $0.next = ids.count } }

  private func read(_ state: inout State) -> Batch? {
    guard state.next < ids.count else { return nil }
    var batch = Batch()
    var read: [(id: ObjectID, bytes: [UInt8])] = []
    // A large one ends a batch: it is begun before those behind it.
    while state.next < ids.count, read.count < Self.batchCount, batch.bytes < Self.batchBytes,
      batch.large.isEmpty
    {
      let id = ids[state.next]
      state.next += 1
      do {
        switch try open(id) {
        case .bytes(let bytes):
          batch.bytes += bytes.count
          read.append((id, bytes))
        case .large(let size): batch.large.append((id, size))
        }
      } catch {
        batch.failed.append((id, error))
      }
    }
    check(read, &batch)
    return batch
  }

  private enum Content {
    case bytes([UInt8])
    case large(Int64)
  }

  private func open(_ id: ObjectID) throws -> Content {
    let path = store.path(of: id)
    let fd = path.withCString { sys_open($0, O_RDONLY | O_NONBLOCK, 0) }
    if fd == -ENOENT { throw StoreError.missing(id) }
    if fd < 0 { throw FileError("read", path, errno: -fd) }
    defer { _ = sys_close(fd) }
    var info = sys_info()
    let result = sys_fstat(fd, &info)
    if result < 0 { throw FileError("read", path, errno: -result) }
    return info.size > Self.small ? .large(info.size) : .bytes(try Self.read(fd, Int(info.size), path))
  }

  /// Side by side is many times faster.
  private func check(_ read: [(id: ObjectID, bytes: [UInt8])], _ batch: inout Batch) {
    let isPlain = read.allSatisfy { $0.id.algorithm == .md5 }
    let digests =
      isPlain
      ? Hash.md5(many: read.map(\.bytes)) : read.map { Hash.digest($0.bytes, $0.id.algorithm) }
    for (item, found) in zip(read, digests) {
      if found == item.id.digest {
        batch.ready.append(item)
      } else {
        let error = StoreError.corrupt(item.id, found: found, path: store.path(of: item.id))
        batch.failed.append((item.id, error))
      }
    }
  }

  private static func read(_ fd: Int32, _ size: Int, _ path: String) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let n = sys_read(fd, buffer.baseAddress.map { $0 + count }, size - count)
        if n < 0 { throw FileError("read", path, errno: Int32(-n)) }
        if n == 0 { break }
        count += n
      }
    }
  }
}

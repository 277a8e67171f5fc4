import CSystem
import Files
import Hashing
import Synchronization

/// The hash of a file that is still being written: another thread follows what has come.
final class GrowingHash: Sendable {
  let descriptor: Int32
  let algorithm: HashAlgorithm
  /// Also hashes parts of that size by themselves; 0: none.
  let partSize: Int64
  /// What comes is on its way to the disk soon, not only when it is synced.
  let writesBack: Bool
  private let parts = Mutex<[Digest]>([])
  private let frontier: Atomic<Int64>
  private let total: Atomic<Int64>
  private let isAbandoned = Atomic<Bool>(false)
  private let outcome = Mutex<Result<Digest, any Error>?>(nil)

  /// - Parameter descriptor: stays open until there is an outcome.
  init(
    descriptor: Int32, algorithm: HashAlgorithm, available: Int64 = 0, total: Int64 = -1,
    partSize: Int64 = 0, writesBack: Bool = false
  ) {
    self.descriptor = descriptor
    self.algorithm = algorithm
    self.partSize = partSize
    self.writesBack = writesBack
    frontier = Atomic(available)
    self.total = Atomic(total)
  }

  /// All bytes before `offset` are there.
  func advance(to offset: Int64) { frontier.store(offset, ordering: .releasing) }
  func end(at size: Int64) {
    frontier.store(size, ordering: .releasing)
    total.store(size, ordering: .releasing)
  }
  func abandon() { isAbandoned.store(true, ordering: .releasing) }

  /// The md5 of a part; nil while it is not known. When ``digest`` is known, those of all parts are.
  func part(_ index: Int) -> Digest? {
    parts.withLock { $0.indices.contains(index) ? $0[index] : nil }
  }
  func addPart(_ digest: Digest) { parts.withLock { $0.append(digest) } }

  /// nil while it is not known.
  var digest: Result<Digest, any Error>? { outcome.withLock { $0 } }

  var available: Int64 { frontier.load(ordering: .acquiring) }
  var size: Int64 { total.load(ordering: .acquiring) }
  var isDropped: Bool { isAbandoned.load(ordering: .acquiring) }
  func set(_ result: Result<Digest, any Error>) { outcome.withLock { $0 = result } }
}

/// The thread beside the network's: hashes growing files, several side by side in lanes, and reads and stores small ones.
final class HashThread: Sendable {
  let errands = SideWork()
  private let waiting = Mutex<[GrowingHash]>([])
  private let isOver = Atomic<Bool>(false)
  private let hasStarted = Atomic<Bool>(false)
  /// Of the thread that calls ``standIn()``.
  private let ownLanes = Mutex<HashLanes?>(nil)

  func add(_ hash: GrowingHash) { waiting.withLock { $0.append(hash) } }
  /// Ends ``run()``.
  func stop() { isOver.store(true, ordering: .releasing) }

  /// Runs `body` on this thread with a hash thread beside it.
  static func beside<R: Sendable>(_ body: @escaping (HashThread) throws -> R) throws -> R {
    let thread = HashThread()
    let work = Unmoved(body)
    let outcome = Mutex<Result<R, any Error>?>(nil)
    Threads.run(2) { index in
      if index > 0 { return thread.run() }
      let result = Result { try work.body(thread) }
      outcome.withLock { $0 = result }
      thread.stop()
    }
    guard let result = outcome.withLock({ $0 }) else { throw Cancelled() }
    return try result.get()
  }

  /// Hashes a little on the calling thread when the system refused the one beside it; else does nothing.
  func standIn() {
    // A thread that comes late takes what is left; what was begun here is finished here.
    let isAlone = !hasStarted.load(ordering: .acquiring)
    ownLanes.withLock { own in
      guard isAlone || own != nil else { return }
      guard let next = waiting.withLock({ $0.isEmpty || !isAlone ? nil : $0.removeFirst() }) else {
        _ = own?.work()
        return
      }
      if own == nil { own = HashLanes() }
      if own?.hasRoom == true { own?.take(next) } else { add(next) }
      _ = own?.work()
    }
  }

  private func run() {
    hasStarted.store(true, ordering: .releasing)
    let lanes = HashLanes()
    var idle = 0
    while !isOver.load(ordering: .acquiring) {
      while lanes.hasRoom, let next = waiting.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
        lanes.take(next)
      }
      var isBusy = lanes.work()
      while errands.runOne() {
        isBusy = true
        if lanes.isBusy { break }
      }
      // With nothing to do for a while it looks less often.
      idle = isBusy ? 0 : idle + 1
      if idle > 0 { sys_sleep_ms(idle < 20 ? 1 : 8) }
    }
  }
}

/// Only ever called on the thread that made it.
// Unchecked: `Threads.run` gives index 0 to the calling thread, and only that one calls the body.
private struct Unmoved<R>: @unchecked Sendable {
  let body: (HashThread) throws -> R
  init(_ body: @escaping (HashThread) throws -> R) { self.body = body }
}

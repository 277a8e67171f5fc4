import CSystem
import Files
import Hashing
import Objects
import Synchronization
import Transport

extension WebRemote {
  public func download(
    _ ids: [ObjectID], into store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> {
    try cancellation?.check()
    var report = TransferReport<ObjectID>()
    let meter = ProgressMeter(progress, phase: "Fetching from \(name)", total: ids.count)
    let absent = Set(try store.missing(ids, cancellation: cancellation))
    report.present = ids.filter { !absent.contains($0) }
    meter.add(items: report.present.count)
    let work = DownloadWork(self, ids.filter(absent.contains), store, meter, line(cancellation))
    // Also when it ends early: what came is whole.
    defer { _ = try? store.flush() }
    try HashThread.beside { thread in try self.named { try work.run(thread) } }
    report.merge(work.report)
    meter.finish()
    try store.flush()
    return report
  }
}

/// One call of download.
private final class DownloadWork {
  private static let batchCount = 32
  private static let batchBytes = 2 << 20
  /// Large objects that grow at the same time.
  private static let sideBySide = 4

  private let remote: WebRemote
  private let ids: [ObjectID]
  private let store: ObjectStore
  private let meter: ProgressMeter
  private let line: WebLine
  private var next = 0
  /// Where something may be left of an earlier run.
  private var presence: ShardPresence?
  /// Objects to be fetched once more from their start: what was left of them was no good.
  private var again: [ObjectID] = []
  private var batch: [(id: ObjectID, bytes: [UInt8])] = []
  private var held = 0
  private let landing: Landing
  private var tasks: [(id: ObjectID, task: LargeDownload)] = []
  private var patience = Patience()
  private(set) var report = TransferReport<ObjectID>()

  init(
    _ remote: WebRemote, _ ids: [ObjectID], _ store: ObjectStore, _ meter: ProgressMeter, _ line: WebLine
  ) {
    self.remote = remote
    self.ids = ids
    self.store = store
    self.meter = meter
    self.line = line
    landing = Landing(store, remote.dialect)
  }

  func run(_ thread: HashThread) throws {
    do {
      if ids.count >= 256, let first = ids.first { presence = try store.shardPresence(first.algorithm) }
      repeat {
        try line.run(
          thread, next: { try begin(thread) }, finish: finishTasks, isBusy: { !tasks.isEmpty })
      } while !again.isEmpty
      storeBatch(thread)
      thread.errands.drain()
      try takeLanded()
    } catch {
      // What has come is whole.
      storeBatch(thread)
      thread.errands.drain()
      _ = try? takeLanded()
      for task in tasks { task.task.abandon() }
      throw error
    }
  }

  private func begin(_ thread: HashThread) throws -> (any Transfer)? {
    // Several large objects grow side by side, each from its front: so they are hashed side by side too, and their
    // parts are still in memory then. The one with the least under way goes on.
    let waiting = tasks.filter(\.task.hasMore).min { $0.task.running < $1.task.running }
    let mayBegin = next < ids.count || !again.isEmpty
    if let task = waiting?.task,
      !mayBegin || tasks.count >= Self.sideBySide || task.running < remote.jobs / Self.sideBySide,
      let transfer = try task.next()
    {
      return transfer
    }
    if let id = again.popLast() { return fetch(id, thread) }
    guard next < ids.count else { return try waiting?.task.next() }
    let id = ids[next]
    next += 1
    if presence?.mayContain(id) != false, let partial = try store.leftOver(id) {
      let large = LargeDownload(remote.dialect, WebRemote.key(id), partial, thread)
      tasks.append((id, large))
      return large.resumedPart()
    }
    return fetch(id, thread)
  }

  private func fetch(_ id: ObjectID, _ thread: HashThread) -> DownloadTransfer {
    let key = WebRemote.key(id)
    return DownloadTransfer(remote.dialect, key) { [self] in
      guard let partial = try store.partial(id) else {
        throw FileError("fetch, which another process does", store.path(of: id), errno: 11)
      }
      let large = LargeDownload(remote.dialect, key, partial, thread)
      tasks.append((id, large))
      return large
    } ended: { [self] outcome in
      do {
        guard let bytes = try outcome.get() else { return }
        batch.append((id, bytes))
        held += bytes.count
        if batch.count >= Self.batchCount || held >= Self.batchBytes { storeBatch(thread) }
      } catch {
        try failed(id, error)
      }
    }
  }

  /// Has what has come hashed and stored beside.
  private func storeBatch(_ thread: HashThread) {
    guard !batch.isEmpty else { return }
    let items = batch
    batch.removeAll(keepingCapacity: true)
    held = 0
    thread.errands.add { [landing] in landing.store(items) }
  }

  private func takeLanded() throws {
    for (id, size, error) in landing.take() {
      if let error { try failed(id, error) } else { worked(id, size) }
    }
  }

  private func worked(_ id: ObjectID, _ size: Int64) {
    report.transferred.append(id)
    report.bytes += size
    patience.success()
    meter.add(items: 1, bytes: size)
  }

  private func failed(_ id: ObjectID, _ error: any Error) throws {
    let key = WebRemote.key(id)
    if let error = error as? TransportError, [.status(404), .status(410)].contains(error.cause) {
      report.failures.append((id, StoreError.missing(id)))
      meter.add(items: 1)
      return
    }
    let error = try remote.ended(error, key)
    report.failures.append((id, error))
    meter.add(items: 1)
    try patience.failure(error)
  }

  private func finishTasks() throws {
    try takeLanded()
    while let at = tasks.firstIndex(where: { $0.task.isOver }) {
      let (id, task) = tasks.remove(at: at)
      switch task.finish() {
      case nil: worked(id, task.size)
      case StoreError.corrupt(_, let found, _)?:
        // What an earlier run left may have been the bad part.
        if task.resumed > 0 {
          again.append(id)
        } else {
          try failed(
            id, StoreError.corrupt(id, found: found, path: remote.dialect.url(of: WebRemote.key(id))))
        }
      case let error?:
        if task.resumed > 0, (error as? TransportError)?.cause == .status(416) {
          task.discard()
          again.append(id)
        } else {
          try failed(id, error)
        }
      }
    }
  }
}

/// Where small objects are checked and stored, on whichever thread.
private final class Landing: Sendable {
  typealias Outcome = (id: ObjectID, size: Int64, error: (any Error)?)

  private let store: ObjectStore
  private let dialect: any WebDialect
  private let landed = Mutex<[Outcome]>([])

  init(_ store: ObjectStore, _ dialect: any WebDialect) {
    self.store = store
    self.dialect = dialect
  }

  /// What became of those stored since the last call.
  func take() -> [Outcome] {
    landed.withLock { landed in
      if landed.isEmpty { return [] }
      defer { landed = [] }
      return landed
    }
  }

  /// Hashes side by side, and stores what is right.
  func store(_ items: [(id: ObjectID, bytes: [UInt8])]) {
    let isPlain = items.allSatisfy { $0.id.algorithm == .md5 }
    let digests =
      isPlain
      ? Hash.md5(many: items.map(\.bytes)) : items.map { Hash.digest($0.bytes, $0.id.algorithm) }
    let outcomes = zip(items, digests).map { item, found -> Outcome in
      let (id, bytes) = item
      do {
        if found != id.digest {
          throw StoreError.corrupt(id, found: found, path: dialect.url(of: WebRemote.key(id)))
        }
        try bytes.withUnsafeBytes { _ = try store.store(checked: $0, as: id, isNew: true) }
        return (id, Int64(bytes.count), nil)
      } catch {
        return (id, 0, error)
      }
    }
    landed.withLock { $0 += outcomes }
  }
}

import CSystem
import Files
import Glibc
import Hashing
import Objects
import Transport

extension WebRemote {
  public func upload(
    _ ids: [ObjectID], from store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> {
    try cancellation?.check()
    var report = TransferReport<ObjectID>()
    let absent = try stillAbsent(ids, cancellation)
    let wanted = Set(absent)
    report.present = ids.filter { !wanted.contains($0) }
    if absent.isEmpty { return report }
    let meter = ProgressMeter(progress, phase: "Pushing to \(name)", total: ids.count)
    meter.add(items: report.present.count)
    try named { try dialect.makeReady(for: absent.map(Self.key), over: line(cancellation)) }
    let work = UploadWork(self, absent, store, meter, line(cancellation))
    try HashThread.beside { thread in try self.named { try work.run(thread) } }
    report.merge(work.report)
    known.withLock { $0.asked.subtract(absent) }
    meter.finish()
    return report
  }

  /// What was just asked about need not be asked about again.
  private func stillAbsent(_ ids: [ObjectID], _ cancellation: Cancellation?) throws -> [ObjectID] {
    let remembered: [ObjectID]? = known.withLock { known in
      guard ids.allSatisfy(known.asked.contains) else { return nil }
      return ids.filter(known.absent.contains)
    }
    return try remembered ?? missing(ids, progress: nil, cancellation: cancellation)
  }
}

/// One call of upload.
private final class UploadWork {
  private let remote: WebRemote
  private let store: ObjectStore
  private let meter: ProgressMeter
  private let line: WebLine
  private let source: UploadSource
  private var ready: [(id: ObjectID, bytes: [UInt8])] = []
  private var large: [(id: ObjectID, size: Int64)] = []
  private var tasks: [(id: ObjectID, size: Int64, task: any WebTask)] = []
  private var patience = Patience()
  private(set) var report = TransferReport<ObjectID>()

  init(
    _ remote: WebRemote, _ ids: [ObjectID], _ store: ObjectStore, _ meter: ProgressMeter, _ line: WebLine
  ) {
    self.remote = remote
    self.store = store
    self.meter = meter
    self.line = line
    source = UploadSource(ids, store)
  }

  func run(_ thread: HashThread) throws {
    // What was begun beside must not outlive the store's owner.
    defer { thread.errands.drain() }
    do {
      try line.run(thread, next: { try begin(thread) }, finish: finishTasks, isBusy: { !tasks.isEmpty })
    } catch {
      source.stop()
      for task in tasks { task.task.abandon() }
      throw error
    }
  }

  private func begin(_ thread: HashThread) throws -> (any Transfer)? {
    for (_, _, task) in tasks { if let transfer = try task.next() { return transfer } }
    while true {
      if let (id, bytes) = ready.popLast() { return send(id, Int64(bytes.count), .bytes(bytes)) }
      if let (id, size) = large.popLast() {
        if let transfer = try sendLarge(id, size, thread) { return transfer }
        continue
      }
      guard let batch = source.next() else { return nil }
      if source.wantsMore { thread.errands.add { [source] in source.readAhead() } }
      // Taken from their ends.
      ready = batch.ready.reversed()
      large = batch.large.reversed()
      for (id, error) in batch.failed { try ended(id, 0, .failure(error)) }
    }
  }

  /// - Returns: nil when there is nothing to send of it now.
  private func sendLarge(_ id: ObjectID, _ size: Int64, _ thread: HashThread) throws -> (any Transfer)? {
    do {
      let file = try StoredFile(id, in: store, size: size, thread)
      guard let task = try remote.dialect.largeUpload(object(id, size), body: file, over: line) else {
        return send(id, size, .file(file))
      }
      tasks.append((id, size, task))
      return try task.next()
    } catch {
      try ended(id, size, .failure(error))
      return nil
    }
  }

  private func object(_ id: ObjectID, _ size: Int64) -> WebObject {
    WebObject(key: WebRemote.key(id), size: size, md5: id.algorithm == .md5 ? id.digest : nil)
  }

  private func send(_ id: ObjectID, _ size: Int64, _ content: UploadTransfer.Content) -> UploadTransfer {
    UploadTransfer(remote.dialect, object(id, size), content) { [self] in try ended(id, size, $0) }
  }

  private func ended(_ id: ObjectID, _ size: Int64, _ outcome: Result<Void, any Error>) throws {
    switch outcome {
    case .success:
      report.transferred.append(id)
      report.bytes += size
      patience.success()
      meter.add(items: 1, bytes: size)
    case .failure(let error):
      let error = try remote.ended(error, WebRemote.key(id))
      report.failures.append((id, error))
      meter.add(items: 1)
      try patience.failure(error)
    }
  }

  private func finishTasks() throws {
    while let at = tasks.firstIndex(where: { $0.task.isOver }) {
      let (id, size, task) = tasks.remove(at: at)
      let error = task.finish()
      try ended(id, size, error.map { .failure($0) } ?? .success(()))
    }
  }
}

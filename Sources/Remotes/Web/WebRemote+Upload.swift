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
  /// Files up to this size are read whole before they are sent.
  private static let small: Int64 = 1 << 20
  private static let batchCount = 32
  private static let batchBytes = 4 << 20

  private let remote: WebRemote
  private let ids: [ObjectID]
  private let store: ObjectStore
  private let meter: ProgressMeter
  private let line: WebLine
  private var next = 0
  private var ready: [(id: ObjectID, bytes: [UInt8])] = []
  private var tasks: [(id: ObjectID, size: Int64, task: any WebTask)] = []
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
  }

  func run(_ thread: HashThread) throws {
    do {
      try line.run(thread, next: { try begin(thread) }, finish: finishTasks, isBusy: { !tasks.isEmpty })
    } catch {
      for task in tasks { task.task.abandon() }
      throw error
    }
  }

  private func begin(_ thread: HashThread) throws -> (any Transfer)? {
    for (_, _, task) in tasks { if let transfer = try task.next() { return transfer } }
    while true {
      if let (id, bytes) = ready.popLast() { return send(id, Int64(bytes.count), .bytes(bytes)) }
      guard next < ids.count else { return nil }
      if let large = try load() {
        do {
          let file = try StoredFile(large.id, in: store, size: large.size, thread)
          let object = object(large.id, large.size)
          if let task = try remote.dialect.largeUpload(object, body: file, over: line) {
            tasks.append((large.id, large.size, task))
            if let transfer = try task.next() { return transfer }
            continue
          }
          return send(large.id, large.size, .file(file))
        } catch {
          try ended(large.id, large.size, .failure(error))
        }
      }
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

  /// Reads the next small files and hashes them side by side.
  /// - Returns: a large one that came in between.
  private func load() throws -> (id: ObjectID, size: Int64)? {
    var batch: [(id: ObjectID, bytes: [UInt8])] = []
    var total = 0
    var large: (id: ObjectID, size: Int64)?
    while next < ids.count, batch.count < Self.batchCount, total < Self.batchBytes, large == nil {
      let id = ids[next]
      next += 1
      do {
        let path = store.path(of: id)
        let fd = path.withCString { sys_open($0, O_RDONLY | O_NONBLOCK, 0) }
        if fd == -ENOENT { throw StoreError.missing(id) }
        if fd < 0 { throw FileError("read", path, errno: -fd) }
        defer { _ = sys_close(fd) }
        var info = sys_info()
        let result = sys_fstat(fd, &info)
        if result < 0 { throw FileError("read", path, errno: -result) }
        if info.size > Self.small {
          large = (id, info.size)
        } else {
          let bytes = try Self.read(fd, Int(info.size), path)
          total += bytes.count
          batch.append((id, bytes))
        }
      } catch {
        try ended(id, 0, .failure(error))
      }
    }
    // Side by side is many times faster.
    let isPlain = batch.allSatisfy { $0.id.algorithm == .md5 }
    let digests =
      isPlain
      ? Hash.md5(many: batch.map(\.bytes)) : batch.map { Hash.digest($0.bytes, $0.id.algorithm) }
    for (item, found) in zip(batch, digests).reversed() {
      if found == item.id.digest {
        ready.append(item)
      } else {
        try ended(
          item.id, 0, .failure(StoreError.corrupt(item.id, found: found, path: store.path(of: item.id))))
      }
    }
    return large
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

import Files
import Glibc
import Hashing
import Synchronization

extension ObjectStore {
  /// Copies objects from another store, by this store's workers: each is read once and must hash to its name, or
  /// nothing of it arrives. Objects that are here and valid are left alone.
  ///
  /// - Returns: what happened to each; failures are ``StoreError/missing(_:)``, ``StoreError/corrupt(_:found:path:)``
  ///   with the path in the other store, or `FileError`.
  /// - Throws: `Cancelled`; `FileError` when there is no room left here, or nothing may be written.
  public func receive(
    _ ids: [ObjectID], from other: ObjectStore, progress: (any ProgressSink)? = nil, phase: String,
    cancellation: Cancellation? = nil
  ) throws -> TransferReport<ObjectID> {
    try other.recover()
    try recover()
    var names: [HashAlgorithm: NameFilter] = [:]
    for (algorithm, part) in Dictionary(grouping: ids, by: \.algorithm) {
      names[algorithm] = try NameFilter.make(
        for: self, algorithm, count: part.count, cancellation: cancellation)
    }
    let plan = try TransferPlan(ids, from: other, to: self, names, settings.workers, cancellation)
    let meter = ProgressMeter(progress, phase: phase, total: ids.count, bytesTotal: plan.bytes)
    meter.add(items: plan.report.present.count + plan.report.failures.count)
    var report = plan.report
    for (algorithm, part) in plan.parts {
      let source = StoredObjects(store: other, ids: part.ids, sizes: part.sizes)
      let arrived = SharedArray(false, count: part.ids.count)
      let failures = Mutex<[(item: ObjectID, error: any Error)]>([])
      try ReadJob(
        source: source, store: self, names: names[algorithm], algorithm: algorithm,
        workers: settings.workers, meter: meter,
        cancellation: cancellation,
        finished: { i, _ in arrived[i] = true },
        failed: { i, error in
          let errno = (error as? FileError)?.errno
          // It would be the same with the next one.
          if errno == ENOSPC || errno == EDQUOT || errno == EROFS { throw error }
          // What is not there may be the place where it should go.
          let isLost = errno == ENOENT && (error as? FileError)?.path.hasPrefix(self.root) != true
          let known = isLost ? StoreError.missing(source.ids[i]) : error
          failures.withLock { $0.append((item: source.ids[i], error: known)) }
        }
      ).run()
      for i in part.ids.indices where arrived[i] {
        report.transferred.append(part.ids[i])
        report.bytes += part.sizes[i]
      }
      report.failures += failures.withLock { $0 }
    }
    return report
  }
}

/// Which objects are to be copied, by algorithm, and how large they are.
private struct TransferPlan: Sendable {
  struct Part: Sendable {
    var ids: [ObjectID] = []
    var sizes: [Int64] = []
  }
  private enum Fate: Sendable { case present, copy(Int64), failed(any Error) }

  var parts: [HashAlgorithm: Part] = [:]
  var report = TransferReport<ObjectID>()
  var bytes: Int64 = 0

  init(
    _ ids: [ObjectID], from: ObjectStore, to: ObjectStore, _ names: [HashAlgorithm: NameFilter],
    _ workers: Int, _ cancellation: Cancellation?
  ) throws {
    let fates = SharedArray(Fate.present, count: ids.count)
    try parallel(count: ids.count, workers: workers, batch: 256, cancellation: cancellation) { range, _ in
      for i in range {
        do {
          if names[ids[i].algorithm]?.mayContain(ids[i]) != false, try to.contains(ids[i]) { continue }
          guard let info = try from.info(ids[i]), info.isFile else { throw StoreError.missing(ids[i]) }
          fates[i] = .copy(info.size)
        } catch {
          fates[i] = .failed(error)
        }
      }
    }
    for (id, fate) in zip(ids, fates.array) {
      switch fate {
      case .present: report.present.append(id)
      case .failed(let error): report.failures.append((id, error))
      case .copy(let size):
        parts[id.algorithm, default: Part()].ids.append(id)
        parts[id.algorithm, default: Part()].sizes.append(size)
        bytes += size
      }
    }
  }
}

import Files
import Hashing
import Synchronization

/// What is wrong with an object.
public enum ObjectFault: Error, Sendable {
  /// There is none of that name.
  case missing
  /// Its bytes are others than the name says.
  case corrupt(found: Digest)
  /// A directory object whose bytes are right but make no tree.
  case badTree(TreeError)
  case unreadable(any Error)
}

extension ObjectStore {
  /// Reads objects and compares their bytes with their names, whatever their mode says. Nothing is changed.
  /// - Returns: those that are not as they should be, in the order given.
  public func verify(
    _ ids: [ObjectID], progress: (any ProgressSink)? = nil, phase: String = "Checking",
    cancellation: Cancellation? = nil
  ) throws -> [(id: ObjectID, fault: ObjectFault)] {
    let faults = Mutex<[Int: ObjectFault]>([:])
    var infos = [FileInfo](repeating: .none, count: ids.count)
    var total: Int64 = 0
    var present: [HashAlgorithm: [Int]] = [:]
    for i in ids.indices {
      if i & 1023 == 0 { try cancellation?.check() }
      guard let info = try info(ids[i]), info.isFile else {
        faults.withLock { $0[i] = .missing }
        continue
      }
      infos[i] = info
      total += info.size
      present[ids[i].algorithm, default: []].append(i)
    }
    let meter = ProgressMeter(progress, phase: phase, total: ids.count, bytesTotal: total)
    let known = infos
    for (algorithm, indices) in present {
      let source = StoredObjects(
        store: self, ids: indices.map { ids[$0] }, sizes: indices.map { known[$0].size })
      try ReadJob(
        source: source, store: nil, algorithm: algorithm, workers: settings.workers, meter: meter,
        cancellation: cancellation,
        finished: { [self] k, digest in
          if digest == source.ids[k].digest {
            verified.insert(source.ids[k], known[indices[k]])
          } else {
            faults.withLock { $0[indices[k]] = .corrupt(found: digest) }
          }
        },
        failed: { k, error in
          let fault: ObjectFault =
            if case StoreError.corrupt(_, let found, _) = error { .corrupt(found: found) } else {
              .unreadable(error)
            }
          faults.withLock { $0[indices[k]] = fault }
        }
      ).run()
    }
    for i in ids.indices where ids[i].isTree && faults.withLock({ $0[i] }) == nil {
      do {
        _ = try tree(ids[i])
      } catch StoreError.badTree(_, let error) {
        faults.withLock { $0[i] = .badTree(error) }
      }
    }
    return faults.withLock { $0 }.sorted { $0.key < $1.key }.map { (ids[$0.key], $0.value) }
  }
}

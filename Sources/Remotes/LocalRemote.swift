import Files
import Hashing
import Objects

/// A remote in a directory of this machine, or of a mounted share (formats §2.8): a store of the same layout, its
/// objects read-only, every byte checked in both directions.
public final class LocalRemote: Remote {
  public let name: String
  public let url: String
  let store: ObjectStore

  public var canList: Bool { true }

  /// - Parameters:
  ///   - path: absolute. Need not exist: the first upload makes it.
  ///   - jobs: how many threads copy.
  ///   - isShared: directories become the group's, as with `cache.shared`.
  public init(
    name: String, path: String, jobs: Int = Threads.processorCount, isShared: Bool = false,
    durability: Durability = .batch
  ) {
    self.name = name
    url = path
    store = ObjectStore(
      root: path,
      settings: StoreSettings(
        linkTypes: [.copy], isShared: isShared, durability: durability, workers: jobs,
        quarantine: Paths.join(path, "quarantine")))
  }

  public func missing(
    _ ids: [ObjectID], progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> [ObjectID] {
    // What a power cut left without its bytes is not there.
    try store.clearUnfinishedBatches()
    let meter = ProgressMeter(progress, phase: "Querying \(name)", total: ids.count)
    let existence = Existence(store)
    let result = try existence.missing(ids, meter: meter, cancellation: cancellation)
    meter.finish()
    return result
  }

  public func upload(
    _ ids: [ObjectID], from source: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> {
    // Also when the user stops it: what came over is whole, and may be made to last.
    defer { if cancellation?.isCancelled == true { _ = try? store.flush() } }
    // One that can't be made is no fault of any object.
    if !ids.isEmpty, !FileSystem.exists(url) { try FileSystem.makeDirectories(url) }
    let report = try store.receive(
      ids, from: source, progress: progress, phase: "Pushing to \(name)", cancellation: cancellation)
    try store.flush()
    return report
  }

  public func download(
    _ ids: [ObjectID], into target: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> {
    let report = try target.receive(
      ids, from: store, progress: progress, phase: "Fetching from \(name)", cancellation: cancellation)
    try target.flush()
    return report
  }

  public func forEachObject(
    _ algorithm: HashAlgorithm, cancellation: Cancellation?, _ body: (ObjectID) throws -> Void
  ) throws {
    for shard in 0...255 as ClosedRange<UInt8> {
      try cancellation?.check()
      try store.forEachObject(algorithm, shard: shard, body)
    }
  }

  public func remove(_ ids: [ObjectID], cancellation: Cancellation?) throws -> TransferReport<ObjectID> {
    var report = TransferReport<ObjectID>()
    for id in ids {
      try cancellation?.check()
      do {
        try store.remove(id)
        report.transferred.append(id)
      } catch {
        report.failures.append((id, error))
      }
    }
    return report
  }
}

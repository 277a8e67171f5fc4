import Files
import Hashing
import Objects
import Synchronization

/// Which objects a store in the file system holds: by asking for each, or by listing its directories.
struct Existence {
  /// What a question and a listed name cost, in microseconds on a local disk. On a network share both grow, the
  /// question more: the choice is then still right in direction.
  private static let question = 1.5
  private static let listedName = 0.4
  private static let listedDirectory = 30.0

  private let store: ObjectStore

  init(_ store: ObjectStore) { self.store = store }

  func missing(_ ids: [ObjectID], meter: ProgressMeter, cancellation: Cancellation?) throws -> [ObjectID] {
    let isThere = SharedFlags(count: ids.count)
    let groups = Dictionary(grouping: ids.indices) { ids[$0].algorithm }
    for (algorithm, indices) in groups {
      if try listingPays(indices.map { ids[$0] }, algorithm) {
        try list(ids, indices, algorithm, isThere, meter, cancellation)
      } else {
        try ask(ids, indices, isThere, meter, cancellation)
      }
    }
    return ids.indices.filter { !isThere[$0] }.map { ids[$0] }
  }

  /// Estimates the store's size from one of the directories asked about.
  func listingPays(_ ids: [ObjectID], _ algorithm: HashAlgorithm) throws -> Bool {
    let asked = Set(ids.map { $0.digest[0] })
    let asking = Double(ids.count) * Self.question
    let directories = Double(asked.count) * Self.listedDirectory
    guard asking > directories, let sample = ids.first?.digest[0] else { return false }
    var names = 0
    try store.forEachObject(algorithm, shard: sample) { _ in names += 1 }
    return asking > directories + Double(names * asked.count) * Self.listedName
  }

  private func ask(
    _ ids: [ObjectID], _ indices: [Int], _ isThere: SharedFlags, _ meter: ProgressMeter,
    _ cancellation: Cancellation?
  ) throws {
    try parallel(
      count: indices.count, workers: store.settings.workers, batch: 256, cancellation: cancellation
    ) { [store] range, _ in
      for i in range where try store.exists(ids[indices[i]]) { isThere.set(indices[i]) }
      meter.add(items: range.count)
    }
  }

  private func list(
    _ ids: [ObjectID], _ indices: [Int], _ algorithm: HashAlgorithm, _ isThere: SharedFlags,
    _ meter: ProgressMeter, _ cancellation: Cancellation?
  ) throws {
    let byShard = Dictionary(grouping: indices) { ids[$0].digest[0] }
    let shards = byShard.keys.sorted()
    try parallel(
      count: shards.count, workers: store.settings.workers, batch: 1, cancellation: cancellation
    ) { [store] range, _ in
      for shard in shards[range] {
        let wanted = byShard[shard] ?? []
        var held = Set<ObjectID>()
        try store.forEachObject(algorithm, shard: shard) { held.insert($0) }
        for i in wanted where held.contains(ids[i]) { isThere.set(i) }
        meter.add(items: wanted.count)
      }
    }
  }
}

/// Flags that are each set by one thread at most.
// Unchecked: the buffer never moves, no two threads set the same flag, and they are read after the join.
private final class SharedFlags: @unchecked Sendable {
  private let flags: UnsafeMutableBufferPointer<Bool>

  init(count: Int) {
    flags = .allocate(capacity: count)
    flags.initialize(repeating: false)
  }

  deinit { flags.deallocate() }

  subscript(_ i: Int) -> Bool { flags[i] }
  func set(_ i: Int) { flags[i] = true }
}

import Files
import Hashing
import Synchronization

/// Which names a store may have: a bit for each of many groups of names. Spares the question for objects that are
/// surely new, which is most of them when much is stored at once. 32 bits a name: three in a hundred are asked for
/// in vain.
// Unchecked: the words never move, and each is atomic.
final class NameFilter: @unchecked Sendable {
  private let words: UnsafeMutablePointer<Atomic<UInt64>>
  private let count: Int
  private let mask: UInt64

  private init(expected: Int) {
    var bits: UInt64 = 1 << 12
    while bits < 32 * UInt64(expected) { bits <<= 1 }
    mask = bits - 1
    count = Int(bits / 64)
    words = .allocate(capacity: count)
    for i in 0..<count { (words + i).initialize(to: Atomic(0)) }
  }

  deinit {
    words.deinitialize(count: count)
    words.deallocate()
  }

  /// Lists the store when that costs less than asking for `count` objects one by one; else nil.
  static func make(
    for store: ObjectStore, _ algorithm: HashAlgorithm, count: Int, cancellation: Cancellation?
  ) throws -> NameFilter? {
    guard count >= 4096, algorithm.byteCount == 16 else { return nil }
    // A question costs about ten times a listed name; one of the 256 directories tells how many there are.
    var sample = 0
    try store.forEachObject(algorithm, shard: 0x5a) { _ in sample += 1 }
    guard sample * 256 < count * 8 else { return nil }
    let names = try store.packedNames(algorithm, cancellation: cancellation)
    let filter = NameFilter(expected: count + names.reduce(0) { $0 + $1.files.count + $1.trees.count })
    for shard in names {
      for name in shard.files + shard.trees { _ = filter.insert(name) }
    }
    return filter
  }

  /// False when the store surely has no such object.
  func mayContain(_ id: ObjectID) -> Bool {
    let (word, bit) = place(id.digest.packed)
    return words[word].load(ordering: .relaxed) & bit != 0
  }

  /// Notes that the store gets an object.
  /// - Returns: whether it surely had none of that name before.
  func insert(_ id: ObjectID) -> Bool { insert(id.digest.packed) }

  private func insert(_ name: UInt128) -> Bool {
    let (word, bit) = place(name)
    return words[word].bitwiseOr(bit, ordering: .relaxed).oldValue & bit == 0
  }

  private func place(_ name: UInt128) -> (word: Int, bit: UInt64) {
    let number = UInt64(truncatingIfNeeded: name) & mask
    return (Int(number / 64), 1 << (number % 64))
  }
}

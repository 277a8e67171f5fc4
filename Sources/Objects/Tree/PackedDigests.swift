import Hashing

/// The digests of a tree's entries: 16 bytes each, or 32 for the strong algorithms.
struct PackedDigests: Equatable, Sendable {
  struct Half: Equatable, Sendable { var high, low: UInt64 }

  private(set) var heads: [Half] = []
  /// The second halves; empty where digests have none.
  private(set) var tails: [Half] = []
  private let isWide: Bool

  init(_ algorithm: HashAlgorithm, capacity: Int = 0) {
    isWide = algorithm.isStrong
    heads.reserveCapacity(capacity)
    if isWide { tails.reserveCapacity(capacity) }
  }

  var count: Int { heads.count }

  subscript(_ i: Int) -> Digest {
    guard isWide else { return Digest(high: heads[i].high, low: heads[i].low) }
    return Digest(heads[i].high, heads[i].low, tails[i].high, tails[i].low)
  }

  mutating func append(_ digest: Digest) {
    let words = digest.words
    heads.append(Half(high: words.0, low: words.1))
    if isWide { tails.append(Half(high: words.2, low: words.3)) }
  }

  /// For scanners of 16-byte digests.
  mutating func append(_ head: Half) { heads.append(head) }

  mutating func reorder(_ order: [Int]) {
    heads = order.map { heads[$0] }
    if isWide { tails = order.map { tails[$0] } }
  }
}

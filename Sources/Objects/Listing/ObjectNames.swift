import Hashing

/// The names of many objects of one algorithm, sorted. For comparing a whole store with what is used.
public struct ObjectNames: Equatable, Sendable {
  public private(set) var files: DigestSet
  /// Directory objects.
  public private(set) var trees: DigestSet

  public init(files: DigestSet = DigestSet(), trees: DigestSet = DigestSet()) {
    self.files = files
    self.trees = trees
    self.files.sort()
    self.trees.sort()
  }

  private init(sortedFiles: DigestSet, sortedTrees: DigestSet) {
    files = sortedFiles
    trees = sortedTrees
  }

  public var count: Int { files.count + trees.count }
  public var isEmpty: Bool { count == 0 }

  /// The names that are not in `other`, by one merge.
  public func subtracting(_ other: ObjectNames) -> ObjectNames {
    ObjectNames(
      sortedFiles: files.subtracting(other.files), sortedTrees: trees.subtracting(other.trees))
  }

  /// Without the files.
  public func treesOnly() -> ObjectNames { ObjectNames(sortedFiles: DigestSet(), sortedTrees: trees) }

  /// Directory objects first: removed in this order, none of them ever names a file that is gone.
  public func ids(_ algorithm: HashAlgorithm) -> [ObjectID] {
    trees.digests.map { ObjectID($0, algorithm: algorithm, isTree: true) }
      + files.digests.map { ObjectID($0, algorithm: algorithm) }
  }
}

/// Digests by the million: 16 bytes each, 32 only for the strong algorithms. Collected in any order, then sorted.
public struct DigestSet: Equatable, Sendable {
  private var narrow: [UInt128] = []
  private var wide: [Digest] = []

  public init() {}

  /// Digests of 16 bytes, as big-endian numbers.
  init(_ narrow: [UInt128]) { self.narrow = narrow }

  public var count: Int { narrow.count + wide.count }

  public mutating func insert(_ digest: Digest, _ algorithm: HashAlgorithm) {
    if algorithm.isStrong { wide.append(digest) } else { narrow.append(digest.packed) }
  }

  public mutating func reserveCapacity(_ count: Int) { narrow.reserveCapacity(count) }

  var digests: [Digest] {
    narrow.map { Digest(high: UInt64(truncatingIfNeeded: $0 >> 64), low: UInt64(truncatingIfNeeded: $0)) }
      + wide
  }

  /// Rising, each once.
  mutating func sort() {
    narrow = Self.bucketed(narrow)
    Self.sort(&narrow)
    Self.sort(&wide)
  }

  /// Nearly sorted: digests are spread evenly, so dealing them out by their first bits leaves a few in each pile,
  /// and what is sorted already costs one look.
  private static func bucketed(_ names: [UInt128]) -> [UInt128] {
    guard names.count > 4096 else { return names }
    let bits = min(20, names.count.bitWidth - names.count.leadingZeroBitCount - 1)
    let shift = UInt128(128 - bits)
    var next = [Int](repeating: 0, count: (1 << bits) + 1)
    for name in names { next[Int(name >> shift) + 1] += 1 }
    for pile in 1..<next.count { next[pile] += next[pile - 1] }
    let ends = next
    let count = names.count
    return [UInt128](unsafeUninitializedCapacity: count) { out, filled in
      for name in names {
        let pile = Int(name >> shift)
        out[next[pile]] = name
        next[pile] += 1
      }
      for pile in 0..<ends.count - 1 {
        for i in ends[pile]..<ends[pile + 1] {
          let name = out[i]
          var at = i
          while at > ends[pile], out[at - 1] > name {
            out[at] = out[at - 1]
            at -= 1
          }
          out[at] = name
        }
      }
      filled = count
    }
  }

  func subtracting(_ other: DigestSet) -> DigestSet {
    var rest = DigestSet()
    rest.narrow = Self.difference(narrow, other.narrow)
    rest.wide = Self.difference(wide, other.wide)
    return rest
  }

  private static func sort<Name: Comparable>(_ names: inout [Name]) {
    // What was dealt out is one rising run, which the sort sees at once.
    names.sort()
    var kept = 0
    for i in names.indices where kept == 0 || names[kept - 1] != names[i] {
      names[kept] = names[i]
      kept += 1
    }
    names.removeLast(names.count - kept)
  }

  private static func difference<Name: Comparable>(_ a: [Name], _ b: [Name]) -> [Name] {
    var rest: [Name] = []
    var j = 0
    for name in a {
      while j < b.count, b[j] < name { j += 1 }
      if j == b.count || b[j] != name { rest.append(name) }
    }
    return rest
  }
}

extension Digest {
  /// The first 16 bytes as one number, in the order of the bytes.
  public var packed: UInt128 { UInt128(halves.high) << 64 | UInt128(halves.low) }
}

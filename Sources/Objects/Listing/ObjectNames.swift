import Hashing

/// The names of many objects of one algorithm: sorted, 16 bytes each. For comparing a whole store with what is used.
public struct ObjectNames: Equatable, Sendable {
  /// Digests of files, as big-endian numbers.
  public private(set) var files: [UInt128]
  /// Digests of directory objects.
  public private(set) var trees: [UInt128]

  /// - Parameters: in any order; twice is as good as once.
  public init(files: [UInt128] = [], trees: [UInt128] = []) {
    self.files = Self.sorted(files)
    self.trees = Self.sorted(trees)
  }

  init(sortedFiles: [UInt128], sortedTrees: [UInt128]) {
    files = sortedFiles
    trees = sortedTrees
  }

  public var count: Int { files.count + trees.count }
  public var isEmpty: Bool { count == 0 }

  /// The names that are not in `other`, by one merge.
  public func subtracting(_ other: ObjectNames) -> ObjectNames {
    ObjectNames(
      sortedFiles: Self.difference(files, other.files), sortedTrees: Self.difference(trees, other.trees))
  }

  /// Without the files.
  public func treesOnly() -> ObjectNames { ObjectNames(sortedFiles: [], sortedTrees: trees) }

  /// Directory objects first: removed in this order, none of them ever names a file that is gone.
  public func ids(_ algorithm: HashAlgorithm) -> [ObjectID] {
    trees.map { ObjectID(packed: $0, algorithm: algorithm, isTree: true) }
      + files.map { ObjectID(packed: $0, algorithm: algorithm, isTree: false) }
  }

  private static func sorted(_ names: [UInt128]) -> [UInt128] {
    var names = names
    names.sort()
    var kept = 0
    for i in names.indices where kept == 0 || names[kept - 1] != names[i] {
      names[kept] = names[i]
      kept += 1
    }
    names.removeLast(names.count - kept)
    return names
  }

  private static func difference(_ a: [UInt128], _ b: [UInt128]) -> [UInt128] {
    var rest: [UInt128] = []
    var j = 0
    for name in a {
      while j < b.count, b[j] < name { j += 1 }
      if j == b.count || b[j] != name { rest.append(name) }
    }
    return rest
  }
}

extension ObjectID {
  /// The first 16 bytes of the digest as one number, in the order of the bytes.
  public var packed: UInt128 { digest.packed }

  public init(packed: UInt128, algorithm: HashAlgorithm, isTree: Bool) {
    let digest = Digest(
      high: UInt64(truncatingIfNeeded: packed >> 64), low: UInt64(truncatingIfNeeded: packed))
    self.init(digest, algorithm: algorithm, isTree: isTree)
  }
}

extension Digest {
  /// The first 16 bytes as one number, in the order of the bytes.
  public var packed: UInt128 { UInt128(halves.high) << 64 | UInt128(halves.low) }
}

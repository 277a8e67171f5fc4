import Hashing

/// A directory object: the files below a directory, each with its digest (formats §2.3).
///
/// Sorted by path bytes, which is the order by code point. Paths are relative, normal and UTF-8; no path is twice
/// there and no file is another's directory. A million entries are three arrays: path bytes, offsets, digests.
public struct Tree: Sendable {
  /// How the entries' objects are named.
  public let algorithm: HashAlgorithm
  /// All paths, one after the other.
  var arena: [UInt8]
  /// Where each path starts, and where the last one ends.
  var starts: [UInt32]
  var hashes: PackedDigests

  /// The tree of an empty directory.
  public init(algorithm: HashAlgorithm = .md5) {
    self.algorithm = algorithm
    (arena, starts, hashes) = ([], [0], PackedDigests(algorithm))
  }

  init(algorithm: HashAlgorithm, arena: [UInt8], starts: [UInt32], hashes: PackedDigests) {
    self.algorithm = algorithm
    (self.arena, self.starts, self.hashes) = (arena, starts, hashes)
  }

  public var count: Int { hashes.count }
  public var isEmpty: Bool { count == 0 }

  public func digest(_ index: Int) -> Digest { hashes[index] }

  /// The id of an entry's object.
  public func id(_ index: Int) -> ObjectID { ObjectID(digest(index), algorithm: algorithm) }

  public func path(_ index: Int) -> String {
    withPath(index) { String(decoding: $0, as: UTF8.self) }
  }

  /// Lends the bytes of an entry's path.
  public func withPath<R, E: Error>(
    _ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    try arena.withUnsafeBufferPointer { (all) throws(E) -> R in
      try body(UnsafeBufferPointer(rebasing: all[Int(starts[index])..<Int(starts[index + 1])]))
    }
  }

  /// The canonical bytes and the id they give.
  public func object() -> (id: ObjectID, bytes: [UInt8]) {
    let bytes = serialized()
    return (ObjectID(Hash.digest(bytes, algorithm.forTrees), algorithm: algorithm, isTree: true), bytes)
  }

  /// What the canonical bytes are called.
  public var objectID: ObjectID {
    var hash = StreamingHash(algorithm.forTrees)
    forEachPiece { hash.update($0) }
    return ObjectID(hash.finish(), algorithm: algorithm, isTree: true)
  }
}

extension Tree: Equatable {
  public static func == (a: Tree, b: Tree) -> Bool {
    a.algorithm == b.algorithm && a.hashes == b.hashes && a.starts == b.starts && a.arena == b.arena
  }
}

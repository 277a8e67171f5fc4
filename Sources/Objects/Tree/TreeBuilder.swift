import Files
import Glibc
import Hashing

/// Collects entries in any order; ``finish()`` sorts, checks and gives the tree.
public struct TreeBuilder: ~Copyable {
  private let algorithm: HashAlgorithm
  private var arena: [UInt8] = []
  private var starts: [UInt32] = [0]
  private var hashes: PackedDigests

  public init(algorithm: HashAlgorithm = .md5, expectedEntries: Int = 0) {
    self.algorithm = algorithm
    starts.reserveCapacity(expectedEntries + 1)
    hashes = PackedDigests(algorithm, capacity: expectedEntries)
  }

  /// Takes over what a scanner read; each path was checked by itself.
  init(algorithm: HashAlgorithm, arena: [UInt8], starts: [UInt32], hashes: PackedDigests) {
    self.algorithm = algorithm
    (self.arena, self.starts, self.hashes) = (arena, starts, hashes)
  }

  public mutating func append(
    _ path: UnsafeBufferPointer<UInt8>, _ digest: Digest
  ) throws(TreeError) {
    try PathCheck.check(path)
    try appendChecked([], path, digest)
  }

  public mutating func append(_ path: String, _ digest: Digest) throws(TreeError) {
    try Array(path.utf8).withUnsafeBufferPointer { (bytes) throws(TreeError) in try append(bytes, digest) }
  }

  /// Copies entries of a tree, below `directory` unless that is empty.
  public mutating func append(
    _ tree: Tree, _ range: Range<Int>, below directory: String = ""
  ) throws(TreeError) {
    var prefix: [UInt8] = []
    if !directory.isEmpty {
      prefix = Array(directory.utf8)
      try prefix.withUnsafeBufferPointer { (bytes) throws(TreeError) in try PathCheck.check(bytes) }
      prefix.append(UInt8(ascii: "/"))
    }
    for i in range {
      try tree.withPath(i) { (path) throws(TreeError) in
        if prefix.count + path.count > Tree.Limits.pathBytes {
          throw TreeError.overLimit(.pathBytes, actual: prefix.count + path.count)
        }
        try appendChecked(prefix, path, tree.digest(i))
      }
    }
  }

  private mutating func appendChecked(
    _ prefix: [UInt8], _ path: UnsafeBufferPointer<UInt8>, _ digest: Digest
  ) throws(TreeError) {
    arena.append(contentsOf: prefix)
    arena.append(contentsOf: path)
    if arena.count > Tree.Limits.bytes { throw .overLimit(.bytes, actual: arena.count) }
    if hashes.count == Tree.Limits.entries { throw .overLimit(.entries, actual: hashes.count + 1) }
    starts.append(UInt32(arena.count))
    hashes.append(digest)
  }

  /// The tree of all entries.
  public consuming func finish() throws(TreeError) -> Tree {
    let sorted = arena.withUnsafeBufferPointer { Self.isSorted($0, starts) }
    if !sorted { sort() }
    try arena.withUnsafeBufferPointer { (all) throws(TreeError) in try Self.checkNames(all, starts) }
    return Tree(algorithm: algorithm, arena: arena, starts: starts, hashes: hashes)
  }

  private static func entry(
    _ all: UnsafeBufferPointer<UInt8>, _ starts: [UInt32], _ i: Int
  ) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: all[Int(starts[i])..<Int(starts[i + 1])])
  }

  private static func isSorted(_ all: UnsafeBufferPointer<UInt8>, _ starts: [UInt32]) -> Bool {
    guard starts.count > 2 else { return true }
    var before = entry(all, starts, 0)
    for i in 1..<starts.count - 1 {
      let path = entry(all, starts, i)
      if compareBytes(before, path) > 0 { return false }
      before = path
    }
    return true
  }

  private mutating func sort() {
    let (oldArena, oldStarts) = (arena, starts)
    oldArena.withUnsafeBufferPointer { all in
      let order = (0..<hashes.count).sorted {
        compareBytes(Self.entry(all, oldStarts, $0), Self.entry(all, oldStarts, $1)) < 0
      }
      arena = []
      arena.reserveCapacity(oldArena.count)
      starts = [0]
      starts.reserveCapacity(oldStarts.count)
      for i in order {
        arena.append(contentsOf: Self.entry(all, oldStarts, i))
        starts.append(UInt32(arena.count))
      }
      hashes.reorder(order)
    }
  }

  /// No path twice, none the directory of another. Entries are sorted.
  private static func checkNames(
    _ all: UnsafeBufferPointer<UInt8>, _ starts: [UInt32]
  ) throws(TreeError) {
    guard starts.count > 2 else { return }
    var before = entry(all, starts, 0)
    for i in 1..<starts.count - 1 {
      let path = entry(all, starts, i)
      let common = commonLength(before, path)
      if common == before.count {
        let name = { String(decoding: before, as: UTF8.self) }
        if common == path.count { throw .duplicatePath(name()) }
        if path[common] == UInt8(ascii: "/") { throw .fileIsDirectory(name()) }
      } else if path[common] == UInt8(ascii: "/") {
        // `d/x` after `d-x`: a file `d` would stand further up, before all that begins with `d`.
        let directory = UnsafeBufferPointer(rebasing: path[..<common])
        var (low, high) = (0, i)
        while low < high {
          let middle = (low + high) / 2
          if compareBytes(entry(all, starts, middle), directory) < 0 {
            low = middle + 1
          } else {
            high = middle
          }
        }
        if compareBytes(entry(all, starts, low), directory) == 0 {
          throw .fileIsDirectory(String(decoding: directory, as: UTF8.self))
        }
      }
      before = path
    }
  }

  private static func commonLength(
    _ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>
  ) -> Int {
    let end = min(a.count, b.count)
    var i = 0
    guard let left = UnsafeRawPointer(a.baseAddress), let right = UnsafeRawPointer(b.baseAddress) else {
      return 0
    }
    while i + 8 <= end {
      let x = left.loadUnaligned(fromByteOffset: i, as: UInt64.self)
      let y = right.loadUnaligned(fromByteOffset: i, as: UInt64.self)
      if x != y { return i + (UInt64(littleEndian: x) ^ UInt64(littleEndian: y)).trailingZeroBitCount / 8 }
      i += 8
    }
    while i < end, a[i] == b[i] { i += 1 }
    return i
  }
}

extension Tree {
  /// The tree of a walk's files.
  /// - Parameters:
  ///   - indices: which of the files; nil: all.
  ///   - digests: theirs, in the same order.
  public init(
    _ files: FileList, indices: [Int]? = nil, digests: [Digest], algorithm: HashAlgorithm = .md5
  ) throws(TreeError) {
    var builder = TreeBuilder(algorithm: algorithm, expectedEntries: digests.count)
    for (k, digest) in digests.enumerated() {
      try files.withPath(indices?[k] ?? k) { (path) throws(TreeError) in try builder.append(path, digest) }
    }
    self = try builder.finish()
  }
}

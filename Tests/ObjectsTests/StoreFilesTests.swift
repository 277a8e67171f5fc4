import CSystem
import Files
import Glibc
import Hashing
import Synchronization
import TestKit
import Testing

@testable import Objects

@Test(arguments: 0..<6)
func storesTheFilesOfAWalk(seed: Int) throws {
  try withScratch { scratch in
    let tree = RandomTree(files: 150, maxSize: 30_000, seed: UInt64(seed))
    try tree.write(to: scratch, under: "data")
    let files = try walk(scratch, "data")
    let store = store(scratch, StoreSettings(workers: 1 + seed % 3))
    let digests = try store.storeFiles(files, root: scratch.path("data"))
    let expected = Dictionary(
      uniqueKeysWithValues: tree.files.map { (Array($0.path.utf8), Hash.digest($0.bytes)) })
    #expect(files.count == tree.files.count)
    for i in 0..<files.count { #expect(digests[i] == expected[files.withPath(i) { Array($0) }]) }
    #expect(Set(storedFiles(scratch)) == Set(tree.files.map { objectPath($0.bytes) }))
    try expectSound(scratch)
    #expect(try ObjectStore.hashFiles(files, root: scratch.path("data"), workers: 2) == digests)
    let some = [5, 3, 100]
    #expect(
      try store.storeFiles(files, root: scratch.path("data"), indices: some) == some.map { digests[$0] })
  }
}

/// Sizes around every limit of the ways to read.
private let sizes = [
  0, 1, 65_536, 65_537, 262_143, 262_144, 262_145, 524_288, 1 << 20, (1 << 20) + 1, 1_572_864, 3_000_001,
  5 << 20,
]

private func writeSizes(_ scratch: Scratch, _ list: [Int]) throws -> [String: [UInt8]] {
  var random = SeededRandom(seed: 42)
  var contents: [String: [UInt8]] = [:]
  for size in list {
    var bytes = random.bytes(4096)
    while bytes.count < size { bytes += bytes }
    bytes.removeLast(bytes.count - size)
    contents["f\(size)"] = bytes
    try scratch.write(bytes, to: "data/f\(size)")
  }
  return contents
}

@Test(arguments: [1, 2, 3], [HashAlgorithm.md5, .sha256, .md5Dos2Unix])
func storesFilesOfAllSizes(workers: Int, algorithm: HashAlgorithm) throws {
  try withScratch { scratch in
    let contents = try writeSizes(scratch, sizes)
    let files = try walk(scratch, "data")
    let store = store(scratch, StoreSettings(workers: workers))
    let digests = try store.storeFiles(files, root: scratch.path("data"), algorithm: algorithm)
    for i in 0..<files.count {
      let bytes = contents[files.path(i)] ?? []
      #expect(digests[i] == Hash.digest(bytes, algorithm))
      #expect(try store.read(ObjectID(digests[i], algorithm: algorithm)) == bytes)
    }
    #expect(storedFiles(scratch).count == contents.count)
    #expect(
      try ObjectStore.hashFiles(files, root: scratch.path("data"), algorithm: algorithm, workers: workers)
        == digests)
  }
}

@Test(arguments: sizes)
func storesOneFile(size: Int) throws {
  try withScratch { scratch in
    let bytes = try writeSizes(scratch, [size])["f\(size)"] ?? []
    let store = store(scratch)
    let path = scratch.path("data/f\(size)")
    let (id, info) = try store.store(file: path)
    #expect(id == ObjectID(Hash.digest(bytes)))
    #expect(try info == FileSystem.info(path))
    try expectSound(scratch)
    #expect(try ObjectStore.hash(file: path).digest == id.digest)
    // Known content is not written again; other content is.
    #expect(try store.store(file: path, expecting: id).id == id)
    let other = try store.store(bytes: [UInt8](repeating: 1, count: max(1, size)))
    #expect(try store.store(file: path, expecting: other).id == id)
    try expectSound(scratch)
  }
}

@Test func followsLinksToFilesOnly() throws {
  try withScratch { scratch in
    try scratch.write("1", to: "data/a")
    try scratch.symlink("data/link", to: "a")
    let files = try walk(scratch, "data")
    let store = store(scratch)
    #expect(try store.storeFiles(files, root: scratch.path("data")) == [Hash.digest("1"), Hash.digest("1")])
    // A file that has become a link since is not followed.
    try scratch.remove("data/a")
    try scratch.write("1", to: "elsewhere")
    try scratch.symlink("data/a", to: scratch.path("elsewhere"))
    #expect(throws: (any Error).self) { try store.storeFiles(files, root: scratch.path("data")) }
  }
}

@Test(arguments: [10, 100_000, 3_000_000])
func changesWhileReadingAreErrors(size: Int) throws {
  for change in ["grow", "shrink", "replace", "rewrite"] {
    try withScratch { scratch in
      let bytes = [UInt8](repeating: 7, count: size)
      try scratch.write(bytes, to: "data/sub/f")
      try scratch.write(bytes + [1], to: "data/sub/g")
      let files = try walk(scratch, "data")
      switch change {
      case "grow": try scratch.write(bytes + [8], to: "data/sub/f")
      case "shrink": try scratch.write(Array(bytes.dropLast()), to: "data/sub/f")
      case "replace": try scratch.write(bytes, to: "data/sub/f")
      default: try FileSystem.setTimes(modification: 1, of: scratch.path("data/sub/f"))
      }
      let store = store(scratch)
      #expect(throws: StoreError.changedWhileReading(path: scratch.path("data/sub/f"))) {
        try store.storeFiles(files, root: scratch.path("data"))
      }
      #expect(throws: StoreError.changedWhileReading(path: scratch.path("data/sub/f"))) {
        try store.store(file: scratch.path("data/sub/f"), info: files.info(0))
      }
      try expectSound(scratch)
    }
  }
}

@Test(arguments: [0, 1, 5, 30])
func fullDisksLeaveNoWrongObject(after: Int) throws {
  try withScratch { scratch in
    try RandomTree(files: 60, names: .plain, seed: 9).write(to: scratch, under: "data")
    _ = try writeSizes(scratch, [2 << 20, 3 << 20, 4 << 20])
    let files = try walk(scratch, "data")
    let store = store(scratch)
    let root = scratch.path("data")
    do {
      _ = try Fault.with(sys_call_write, on: scratch.path("cache"), errno: ENOSPC, after: after) {
        try store.storeFiles(files, root: root)
      }
      Issue.record("a full disk was not noticed")
    } catch let error as FileError {
      #expect(error.errno == ENOSPC)
    }
    try expectSound(scratch)
    // With room again it goes through.
    let digests = try store.storeFiles(files, root: root)
    #expect(try store.missing(digests.map { ObjectID($0) }) == [])
    try expectSound(scratch)
  }
}

@Test func unreadableFilesNameTheirPath() throws {
  try withScratch { scratch in
    try scratch.write("1", to: "data/a")
    let files = try walk(scratch, "data")
    let path = scratch.path("data/a")
    #expect(throws: FileError("read", path, errno: EIO)) {
      try Fault.with(sys_call_read, on: path, errno: EIO) {
        try store(scratch).storeFiles(files, root: scratch.path("data"))
      }
    }
    try scratch.remove("data/a")
    #expect(throws: FileError("read", path, errno: ENOENT)) {
      try store(scratch).storeFiles(files, root: scratch.path("data"))
    }
  }
}

@Test func cancelledWorkStops() throws {
  try withScratch { scratch in
    _ = try writeSizes(scratch, sizes)
    let files = try walk(scratch, "data")
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: Cancelled.self) {
      try store(scratch).storeFiles(files, root: scratch.path("data"), cancellation: cancellation)
    }
    #expect(storedFiles(scratch) == [])
  }
}

private final class Events: ProgressSink {
  let all = Mutex<[ProgressEvent]>([])
  func report(_ event: ProgressEvent) { all.withLock { $0.append(event) } }
}

@Test func progressEndsAtTheTotal() throws {
  try withScratch { scratch in
    let contents = try writeSizes(scratch, sizes)
    let files = try walk(scratch, "data")
    let events = Events()
    _ = try store(scratch).storeFiles(files, root: scratch.path("data"), progress: events)
    let all = events.all.withLock { $0 }
    let last = try #require(all.last)
    #expect(last.done == contents.count && last.total == contents.count)
    #expect(last.bytesDone == files.totalSize && last.bytesTotal == files.totalSize)
    #expect(all.first?.done == 0)
  }
}

@Test func aHelperThatNeverComesIsNotMissed() {
  var random = SeededRandom(seed: 5)
  let content = random.bytes(1000)
  for pieces in [0, 1, 7, 8, 9, 30] {
    let hasher = PieceHasher(.md5, expectedBytes: 0)
    for _ in 0..<pieces {
      hasher.freePiece().copyBytes(from: content)
      hasher.put(content.count)
    }
    hasher.end()
    #expect(hasher.digest() == Hash.digest([[UInt8]](repeating: content, count: pieces).flatMap { $0 }))
  }
}

@Test(arguments: [0, 1, 7, 8, 9, 16, 17, 40])
func aSlowHelperMissesNothing(pieces: Int) {
  // The reader is always a whole ring ahead.
  let hasher = PieceHasher(.md5, expectedBytes: 0)
  hasher.beforeEachPiece = { usleep(3000) }
  Threads.run(2) { thread in
    if thread > 0 { return hasher.help() }
    // Let the helper come.
    for i in 0..<pieces {
      let piece = hasher.freePiece()
      piece.initializeMemory(as: UInt8.self, repeating: 0)
      piece.copyBytes(from: [UInt8(i)])
      hasher.put(piece.count)
      if i == 0 { usleep(2000) }
    }
    hasher.end()
  }
  var expected = [UInt8](repeating: 0, count: PieceHasher.pieceSize)
  var hash = StreamingHash(.md5)
  for i in 0..<pieces {
    expected[0] = UInt8(i)
    hash.update(expected)
  }
  #expect(hasher.count == Int64(pieces * PieceHasher.pieceSize))
  #expect(hasher.digest() == hash.finish())
}

@Test func treesComeFromWalks() throws {
  try withScratch { scratch in
    let random = RandomTree(files: 80, seed: 12)
    try random.write(to: scratch, under: "data")
    let files = try walk(scratch, "data")
    let digests = try ObjectStore.hashFiles(files, root: scratch.path("data"))
    let expected = try tree(random.files.map { ($0.path, Hash.digest($0.bytes)) })
    #expect(try Tree(files, digests: digests) == expected)
    let some = [3, 9, 5]
    let part = try Tree(files, indices: some, digests: some.map { digests[$0] })
    #expect((0..<part.count).map(part.path) == [3, 5, 9].map(expected.path))
  }
}

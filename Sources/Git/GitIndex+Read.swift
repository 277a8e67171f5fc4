import Files
import Glibc

extension GitIndex {
  /// Reads an index file of version 2, 3 or 4 (gitformat-index(5)); empty when there is none. The checksum
  /// at its end is not verified: git replaces the file whole.
  ///
  /// - Parameter idSize: 20 bytes, or 32 in a repository of SHA-256 objects.
  /// - Throws: `badIndex`; `unsupported` for a split or sparse index, which only git can unfold.
  static func read(_ path: String, idSize: Int = GitID.byteCount) throws(GitError) -> GitIndex {
    let bytes = try files { () throws(FileError) in try FileSystem.readIfPresent(path) }
    guard let bytes else { return GitIndex(arena: [], entries: []) }
    return try parse(bytes, path: path, idSize: idSize)
  }

  static func parse(
    _ bytes: [UInt8], path: String, idSize: Int = GitID.byteCount
  ) throws(GitError) -> GitIndex {
    var reader = IndexReader(path: path, count: bytes.count, idSize: idSize)
    try bytes.withUnsafeBufferPointer { (buffer) throws(GitError) in
      try reader.run(UnsafeRawBufferPointer(buffer))
    }
    return GitIndex(arena: reader.version == 4 ? reader.arena : bytes, entries: reader.entries)
  }
}

private struct IndexReader {
  let path: String
  let count: Int
  let idSize: Int
  var version = 0
  /// Unfolded paths of version 4; the others point into the file.
  var arena: [UInt8] = []
  var entries: [GitIndex.Entry] = []

  init(path: String, count: Int, idSize: Int) {
    self.path = path
    self.count = count
    self.idSize = idSize
  }

  mutating func run(_ raw: UnsafeRawBufferPointer) throws(GitError) {
    guard count >= 12 + idSize, word(raw, 0) == 0x4449_5243 else { throw fault("no DIRC header") }
    version = Int(word(raw, 4))
    guard (2...4).contains(version) else { throw fault("version \(version)") }
    let total = Int(word(raw, 8))
    // An entry takes at least 64 bytes, or 43 in version 4: a larger count is a lie.
    guard total <= count / 43 else { throw fault("\(total) entries in \(count) bytes") }
    entries.reserveCapacity(total)
    var position = 12
    for _ in 0..<total { position = try readEntry(raw, position) }
    try checkExtensions(raw, position)
  }

  /// Ten 32-bit words, the id, flags, further flags, the path.
  private mutating func readEntry(
    _ raw: UnsafeRawBufferPointer, _ start: Int
  ) throws(GitError) -> Int {
    let flagsAt = start + 40 + idSize
    guard flagsAt + 4 <= count - idSize else { throw fault("entry cut short") }
    let mode = word(raw, start + 24)
    let extended = raw[flagsAt] & 0x40 != 0
    if extended, version == 2 { throw fault("extended flags in version 2") }
    let nameAt = flagsAt + (extended ? 4 : 2)
    if version == 4 { return try readFolded(raw, nameAt, mode) }
    guard let end = zero(raw, from: nameAt) else { throw fault("path without an end") }
    let entry = GitIndex.Entry(offset: nameAt, length: Int32(clamping: end - nameAt), mode: mode)
    // A path in conflict is listed once per stage.
    if let last = entries.last, same(raw, last, entry) {} else { entries.append(entry) }
    // One to eight NULs bring the next entry to a multiple of eight.
    return start + ((end - start) / 8 + 1) * 8
  }

  /// Version 4: how many bytes of the previous path to drop, then what to put in their place.
  private mutating func readFolded(
    _ raw: UnsafeRawBufferPointer, _ start: Int, _ mode: UInt32
  ) throws(GitError) -> Int {
    var position = start
    var drop = 0
    while true {
      guard position < count - idSize, drop < 1 << 32 else { throw fault("bad path length") }
      let byte = raw[position]
      position += 1
      drop = (drop << 7) | Int(byte & 0x7F)
      if byte & 0x80 == 0 { break }
      drop += 1
    }
    guard let end = zero(raw, from: position) else { throw fault("path without an end") }
    let keep = Int(entries.last?.length ?? 0) - drop
    guard keep >= 0 else { throw fault("bad path length") }
    // Nothing dropped, nothing added: the same path again, in conflict.
    if drop == 0, position == end, !entries.isEmpty { return end + 1 }
    let offset = arena.count
    let previous = entries.last?.offset ?? 0
    arena.append(contentsOf: arena[previous..<previous + keep])
    arena.append(contentsOf: raw[position..<end])
    entries.append(GitIndex.Entry(offset: offset, length: Int32(clamping: arena.count - offset), mode: mode))
    return end + 1
  }

  private func same(_ raw: UnsafeRawBufferPointer, _ a: GitIndex.Entry, _ b: GitIndex.Entry) -> Bool {
    guard a.length == b.length, let base = raw.baseAddress else { return false }
    return memcmp(base + a.offset, base + b.offset, Int(a.length)) == 0
  }

  /// An extension whose name starts in lower case changes what the entries mean.
  private func checkExtensions(_ raw: UnsafeRawBufferPointer, _ start: Int) throws(GitError) {
    var position = start
    while position + 8 <= count - idSize {
      let name = String(decoding: raw[position..<position + 4], as: UTF8.self)
      if raw[position] >= UInt8(ascii: "a") {
        let feature = name == "link" ? "split index" : name == "sdir" ? "sparse index" : "index \(name)"
        throw .unsupported(feature: feature, path: path)
      }
      position += 8 + Int(word(raw, position + 4))
    }
  }

  private func word(_ raw: UnsafeRawBufferPointer, _ at: Int) -> UInt32 {
    UInt32(bigEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt32.self))
  }
  private func zero(_ raw: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard start < count, let base = raw.baseAddress else { return nil }
    guard let found = memchr(base + start, 0, count - start) else { return nil }
    return UnsafeRawPointer(found) - base
  }
  private func fault(_ detail: String) -> GitError { .badIndex(path: path, detail: detail) }
}

import Glibc
import Hashing

extension Tree {
  /// Reads a directory object (formats §2.3): any order of entries and keys, keys we do not know ignored.
  ///
  /// Bytes may come from anywhere: paths that leave the directory, double entries, broken hashes or more than
  /// ``Limits`` allow give an error, never a crash. Does not check that the bytes have the object's id.
  public static func parse(
    _ bytes: [UInt8], algorithm: HashAlgorithm = .md5
  ) throws(TreeError) -> Tree {
    if bytes.count > Limits.bytes { throw .overLimit(.bytes, actual: bytes.count) }
    var scanner = TreeScanner(algorithm, expectedBytes: bytes.count)
    try bytes.withUnsafeBufferPointer { (text) throws(TreeError) in try scanner.scan(text) }
    return try TreeBuilder(
      algorithm: algorithm, arena: scanner.arena, starts: scanner.starts, hashes: scanner.hashes
    ).finish()
  }
}

/// Reads the JSON of a tree. Entries written by DVC or by us have one exact form, which is tried first.
struct TreeScanner {
  var arena: [UInt8] = []
  var starts: [UInt32] = [0]
  var hashes: PackedDigests
  private let algorithm: HashAlgorithm

  init(_ algorithm: HashAlgorithm, expectedBytes: Int) {
    self.algorithm = algorithm
    let entries = expectedBytes / 90 + 1
    arena.reserveCapacity(expectedBytes / 2)
    starts.reserveCapacity(entries)
    hashes = PackedDigests(algorithm, capacity: entries)
  }

  mutating func scan(_ text: UnsafeBufferPointer<UInt8>) throws(TreeError) {
    guard let start = text.baseAddress else { throw .malformed(offset: 0, expected: "a list") }
    var json = JSONCursor(UnsafeRawPointer(start), text.count)
    try json.expect("[", "a list")
    if !json.take("]") {
      repeat {
        if algorithm.isStrong || !readUsual(&json) { try readAny(&json) }
        if hashes.count > Tree.Limits.entries { throw .overLimit(.entries, actual: hashes.count) }
      } while json.take(",")
      try json.expect("]", ", or ]")
    }
    json.skipBlanks()
    if json.at < text.count { throw .malformed(offset: json.at, expected: "the end") }
  }

  private static let beforeHash: StaticString = #"{"md5": ""#
  private static let beforePath: StaticString = #"", "relpath": ""#

  /// `{"md5": "<32>", "relpath": "…"}`; false, with nothing read, when it is not that.
  private mutating func readUsual(_ json: inout JSONCursor) -> Bool {
    json.skipBlanks()
    let start = json.at
    let pathStart = start + 9 + 32 + 15
    guard pathStart + 2 <= json.count, json.matches(Self.beforeHash, at: start),
      json.matches(Self.beforePath, at: start + 41), let hash = json.hash(at: start + 9)
    else { return false }
    // A path that is not fit is left to the slow way, which says why.
    guard let end = json.plainStringEnd(pathStart) else {
      return readEscaped(&json, start, pathStart, hash)
    }
    let path = json.bytes(pathStart..<end)
    guard end + 1 < json.count, json[end + 1] == UInt8(ascii: "}"), path.count <= Tree.Limits.pathBytes,
      PathCheck.fault(path) == nil
    else { return false }
    add(path)
    hashes.append(hash)
    json.at = end + 2
    return true
  }

  private mutating func readEscaped(
    _ json: inout JSONCursor, _ start: Int, _ pathStart: Int, _ hash: PackedDigests.Half
  ) -> Bool {
    let arenaStart = arena.count
    json.at = pathStart
    if (try? json.stringRest(into: &arena)) != nil, json.at < json.count, json[json.at] == UInt8(ascii: "}"),
      arena.count - arenaStart <= Tree.Limits.pathBytes,
      arena.withUnsafeBufferPointer({
        PathCheck.fault(UnsafeBufferPointer(rebasing: $0[arenaStart...])) == nil
      })
    {
      json.at += 1
      starts.append(UInt32(arena.count))
      hashes.append(hash)
      return true
    }
    arena.removeSubrange(arenaStart...)
    json.at = start
    return false
  }

  private mutating func readAny(_ json: inout JSONCursor) throws(TreeError) {
    try json.expect("{", "an entry")
    var path: [UInt8]?
    var hash: Digest?
    if !json.take("}") {
      repeat {
        let keyAt = json.at
        let key = try json.string()
        try json.expect(":", ":")
        if key.elementsEqual("relpath".utf8) {
          if path != nil { throw .malformed(offset: keyAt, expected: "relpath once") }
          path = try json.string()
        } else if key.elementsEqual(algorithm.key.utf8) {
          if hash != nil { throw .malformed(offset: keyAt, expected: "\(algorithm.key) once") }
          hash = try json.hashString(algorithm)
        } else {
          try json.skipValue(depth: 0)
        }
      } while json.take(",")
      try json.expect("}", ", or }")
    }
    guard let path, let hash else {
      throw .malformed(offset: json.at, expected: "\(algorithm.key) and relpath")
    }
    try path.withUnsafeBufferPointer { (bytes) throws(TreeError) in
      try PathCheck.check(bytes)
      add(bytes)
      hashes.append(hash)
    }
  }

  private mutating func add(_ path: UnsafeBufferPointer<UInt8>) {
    // Never more bytes than were read, so it fits UInt32.
    arena.append(contentsOf: path)
    starts.append(UInt32(arena.count))
  }
}

import CSystem
import Files
import Glibc
import Hashing

extension ObjectStore {
  /// The names of all objects, without looking at the objects. Reads the 256 directories raw, with no text made of a
  /// name; temporary files and strangers are passed over.
  public func names(_ algorithm: HashAlgorithm = .md5, cancellation: Cancellation? = nil) throws
    -> ObjectNames
  {
    if algorithm.isStrong { return try strongNames(algorithm) }
    let all = try packedNames(algorithm, cancellation: cancellation)
    // The first byte is the directory's.
    return ObjectNames(files: DigestSet(all.flatMap(\.files)), trees: DigestSet(all.flatMap(\.trees)))
  }

  /// The names of all objects, and the absolute paths of files beside them whose names have hex digits as those of
  /// objects do, but too few or too many: nothing can name them.
  public func namesAndStrays(
    _ algorithm: HashAlgorithm, cancellation: Cancellation? = nil
  ) throws -> (names: ObjectNames, strays: [String]) {
    if algorithm.isStrong { return (try strongNames(algorithm), []) }
    let all = try packedNames(algorithm, cancellation: cancellation)
    let names = ObjectNames(files: DigestSet(all.flatMap(\.files)), trees: DigestSet(all.flatMap(\.trees)))
    return (names, all.flatMap(\.strays).sorted())
  }

  /// The names as they come, directory by directory. For algorithms of 16 bytes.
  func packedNames(
    _ algorithm: HashAlgorithm, cancellation: Cancellation?
  ) throws -> [(files: [UInt128], trees: [UInt128], strays: [String])] {
    let directories = shards(algorithm)
    let parts = SharedArray((files: [UInt128](), trees: [UInt128](), strays: [String]()), count: 256)
    try parallel(count: 256, workers: settings.workers, batch: 16, cancellation: cancellation) { range, _ in
      let scratch = UnsafeMutableRawPointer.allocate(byteCount: Self.scratchSize, alignment: 8)
      defer { scratch.deallocate() }
      for shard in range {
        let shard = UInt8(truncatingIfNeeded: shard)
        parts[Int(shard)] = try Self.names(in: directories.path(shard), shard, scratch)
      }
    }
    return parts.array
  }

  private func strongNames(_ algorithm: HashAlgorithm) throws -> ObjectNames {
    var (files, trees) = (DigestSet(), DigestSet())
    try forEachObject(algorithm) { id in
      if id.isTree { trees.insert(id.digest, algorithm) } else { files.insert(id.digest, algorithm) }
    }
    return ObjectNames(files: files, trees: trees)
  }

  private static let scratchSize = 1 << 15

  private static func names(
    in directory: String, _ shard: UInt8, _ scratch: UnsafeMutableRawPointer
  ) throws(FileError) -> (files: [UInt128], trees: [UInt128], strays: [String]) {
    let fd = directory.withCString { sys_open($0, O_RDONLY | O_DIRECTORY, 0) }
    if fd == -ENOENT || fd == -ENOTDIR { return ([], [], []) }
    try check(fd, "list", directory)
    defer { _ = sys_close(fd) }
    var files: [UInt128] = []
    var trees: [UInt128] = []
    var strays: [String] = []
    while true {
      let n = try check(sys_getdents(fd, scratch, scratchSize), "list", directory)
      if n == 0 { break }
      var offset = 0
      while offset < n {
        // getdents64: inode 8, offset 8, record length 2, type 1, name.
        let record = scratch + offset
        offset += Int(record.load(fromByteOffset: 16, as: UInt16.self))
        if Int(record.load(fromByteOffset: 18, as: UInt8.self)) == DT_DIR { continue }
        let name = UnsafePointer((record + 19).assumingMemoryBound(to: UInt8.self))
        guard let (digest, isTree) = digest(name, shard) else {
          if let stray = stray(name) { strays.append(directory + "/" + stray) }
          continue
        }
        if isTree { trees.append(digest) } else { files.append(digest) }
      }
    }
    return (files, trees, strays)
  }

  /// Lower-case hex digits and perhaps `.dir`; nil for anything else, unfinished files among them.
  private static func stray(_ name: UnsafePointer<UInt8>) -> String? {
    let text = String(cString: name)
    let digits = text.hasSuffix(".dir") ? text.dropLast(4) : text[...]
    return !digits.isEmpty
      && digits.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) } ? text : nil
  }

  /// 30 lower-case hex digits and perhaps `.dir`; nil for anything else.
  @inline(__always)
  private static func digest(_ name: UnsafePointer<UInt8>, _ shard: UInt8) -> (UInt128, isTree: Bool)? {
    var high = UInt64(shard)
    var low: UInt64 = 0
    for i in 0..<30 {
      let character = name[i]
      let value: UInt8
      if character &- 48 < 10 {
        value = character &- 48
      } else if character &- 97 < 6 {
        value = character &- 87
      } else {
        return nil  // the end of the name comes by here too
      }
      if i < 14 { high = high << 4 | UInt64(value) } else { low = low << 4 | UInt64(value) }
    }
    let packed = UInt128(high) << 64 | UInt128(low)
    if name[30] == 0 { return (packed, false) }
    // `.dir`, little-endian.
    guard name[31] != 0, name[32] != 0, name[33] != 0, name[34] == 0 else { return nil }
    let isTree = name[30] == 0x2e && name[31] == 0x64 && name[32] == 0x69 && name[33] == 0x72
    return isTree ? (packed, true) : nil
  }
}

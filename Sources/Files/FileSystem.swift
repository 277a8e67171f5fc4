import CSystem
import Glibc

/// The calls on named files and directories. Every write is atomic: a reader sees the old file or the new.
/// All functions block and may be used from any thread. A path with a NUL byte fails with EINVAL.
public enum FileSystem {
  /// What is at `path`; nil when nothing is (ENOENT, ENOTDIR), or with `followLinks` when a link dangles.
  public static func info(_ path: String, followLinks: Bool = true) throws(FileError) -> FileInfo? {
    var info = sys_info()
    let result = withPath(path) { sys_statat(AT_FDCWD, $0, followLinks ? 1 : 0, &info) }
    if result == -ENOENT || result == -ENOTDIR { return nil }
    _ = try check(result, "read", path)
    return FileInfo(info)
  }

  /// Whether anything that `info` would describe is there; errors count as no.
  public static func exists(_ path: String) -> Bool { ((try? info(path)) ?? nil) != nil }

  /// All bytes of a file. A pipe that nobody writes to is empty; a device that doesn't end is an error (EFBIG).
  public static func read(_ path: String) throws(FileError) -> [UInt8] {
    let fd = try open("read", path, O_RDONLY | O_NONBLOCK)
    defer { _ = sys_close(fd) }
    return try readAll(fd, path)
  }

  /// All bytes of a file, or nil when there is none.
  public static func readIfPresent(_ path: String) throws(FileError) -> [UInt8]? {
    do {
      return try read(path)
    } catch {
      if error.errno == ENOENT || error.errno == ENOTDIR { return nil }
      throw error
    }
  }

  /// All bytes of a regular file; nil when there is none or something else stands there. Nothing can make it wait.
  public static func readRegular(_ path: String) throws(FileError) -> [UInt8]? {
    let fd: Int32
    do {
      fd = try open("read", path, O_RDONLY | O_NONBLOCK)
    } catch {
      if error.errno == ENOENT || error.errno == ENOTDIR || error.errno == ENXIO { return nil }
      throw error
    }
    defer { _ = sys_close(fd) }
    var info = sys_info()
    _ = try check(sys_fstat(fd, &info), "read", path)
    return info.kind == UInt32(sys_kind_file) ? try readAll(fd, path, info) : nil
  }

  /// Names and kinds directly below a directory, sorted by bytes; links are not followed.
  public static func list(_ directory: String) throws(FileError) -> [(name: String, kind: FileInfo.Kind)] {
    let entries = try DirectoryEntries(reading: directory)
    return (0..<entries.count).map { (entries.name($0), entries.kind($0)) }
  }

  /// The path with all links resolved.
  public static func realPath(_ path: String) throws(FileError) -> String {
    let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: 4096)
    defer { buffer.deallocate() }
    _ = try check(withPath(path) { sys_realpath($0, buffer) }, "resolve", path)
    return String(cString: buffer)
  }

  public static func currentDirectory() throws(FileError) -> String {
    let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: 4096)
    defer { buffer.deallocate() }
    _ = try check(sys_getcwd(buffer, 4096), "read", ".")
    return String(cString: buffer)
  }
}

// MARK: - What the other files of the room share

extension FileSystem {
  /// Calls `body` with the C string, or answers -EINVAL for a path that C would cut short.
  package static func withPath(
    _ path: String, _ body: (UnsafePointer<CChar>) -> Int32
  ) -> Int32 {
    let count = path.utf8.count
    if count >= Int(PATH_MAX) { return withLongPath(path, body) }
    return path.withCString { strlen($0) == count ? body($0) : -EINVAL }
  }

  /// The kernel takes less than 4,096 bytes at a time: the parent is opened part by part, and the rest goes through
  /// the name that the system has for an open directory.
  private static func withLongPath(_ path: String, _ body: (UnsafePointer<CChar>) -> Int32) -> Int32 {
    var bytes = path.utf8.map { CChar(bitPattern: $0) }
    if bytes.contains(0) { return -EINVAL }
    while bytes.count > 1, bytes.last == 0x2f { bytes.removeLast() }
    guard let cut = bytes.lastIndex(of: 0x2f) else { return -ENAMETOOLONG }
    let limit = 4000
    var fd = AT_FDCWD
    var start = 0
    while start < cut {
      var end = min(cut, start + limit)
      while end < cut, end > start, bytes[end] != 0x2f { end -= 1 }
      if end == start { end = cut }
      let part = bytes[start..<end] + [0]
      let next = part.withUnsafeBufferPointer { sys_openat(fd, $0.baseAddress, O_RDONLY | O_DIRECTORY, 0) }
      if fd != AT_FDCWD { _ = sys_close(fd) }
      if next < 0 { return next }
      fd = next
      start = end + 1
    }
    defer { _ = sys_close(fd) }
    let name = String(decoding: bytes[(cut + 1)...].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return "/proc/self/fd/\(fd)/\(name)".withCString(body)
  }

  /// The result, or the error that a negative one names.
  @inline(__always)
  static func check(_ result: Int32, _ operation: String, _ path: String) throws(FileError) -> Int32 {
    if result < 0 { throw FileError(operation, path, errno: -result) }
    return result
  }

  static func open(
    _ operation: String, _ path: String, _ flags: Int32, mode: UInt32 = 0
  ) throws(FileError) -> Int32 {
    try check(withPath(path) { sys_open($0, flags, mode) }, operation, path)
  }

  /// So many bytes are read of what is no file.
  private static let endlessLimit = 16 << 20

  /// Reads to the end. The size is only a hint, so that files of /proc and growing files come out whole.
  static func readAll(_ fd: Int32, _ path: String) throws(FileError) -> [UInt8] {
    var info = sys_info()
    _ = try check(sys_fstat(fd, &info), "read", path)
    if info.kind == UInt32(sys_kind_directory) { throw FileError("read", path, errno: EISDIR) }
    return try readAll(fd, path, info)
  }

  private static func readAll(_ fd: Int32, _ path: String, _ info: sys_info) throws(FileError) -> [UInt8] {
    let isRegular = info.kind == UInt32(sys_kind_file)
    let limit = isRegular ? Int.max : endlessLimit
    var bytes = [UInt8]()
    var capacity = Int(clamping: info.size) + 1
    while true {
      var got = 0
      bytes.reserveCapacity(bytes.count + max(capacity, 512))
      let chunk = [UInt8](unsafeUninitializedCapacity: max(capacity, 512)) { buffer, count in
        got = sys_read(fd, buffer.baseAddress, buffer.count)
        count = max(got, 0)
      }
      if got < 0 { throw FileError("read", path, errno: Int32(-got)) }
      if got == 0 { return bytes }
      if bytes.count > limit { throw FileError("read", path, errno: EFBIG) }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      // Of a regular file less than was asked for is all there is.
      if isRegular, info.size > 0, bytes.count >= info.size, got < max(capacity, 512) { return bytes }
      capacity = max(Int(clamping: info.size) - bytes.count + 1, min(bytes.count, 1 << 20))
    }
  }

  /// `.<name>.<random>.tmp` in a directory; names too long for that get the random part alone.
  static func temporaryName(of path: String, in directory: String) -> String {
    let name = Paths.name(path)
    let unique = randomName()
    let text = name.utf8.count > 230 ? ".\(unique).tmp" : ".\(name).\(unique).tmp"
    return directory.isEmpty ? text : Paths.join(directory, text)
  }

  static func randomName() -> String {
    var seed: UInt64 = 0
    if sys_random(&seed, 8) < 0 { seed = UInt64(bitPattern: sys_monotonic_ns()) &* 0x9E37_79B9_7F4A_7C15 }
    let text = String(seed, radix: 36)
    return String(repeating: "0", count: max(0, 13 - text.utf8.count)) + text
  }
}

extension FileInfo {
  public init(_ info: sys_info) {
    self.init(
      kind: Kind(rawValue: UInt8(info.kind)) ?? .other, mode: UInt16(info.mode & 0o7777), links: info.links,
      size: info.size, mtime: info.mtime, ctime: info.ctime, inode: info.inode, device: info.device)
  }
}

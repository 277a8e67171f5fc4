import CSystem
import Glibc

extension FileSystem {
  /// Puts `bytes` at `path` in one step: a temporary file beside it, all bytes, the mode, fsync when durable,
  /// rename, fsync of the directory when durable. On any failure the old file stands and the temporary is
  /// removed (only when the very last step, the directory's fsync, fails, the new file is there already). A
  /// symbolic link at the final place stays; the file it names is written. Anything but a file at that place is
  /// an error.
  /// - Parameters:
  ///   - mode: exact permission bits; nil keeps those of the file that is there, or gives a new file 0666 less
  ///     the umask.
  ///   - nursery: a directory for the temporary file, where that is on the same file system: what a kill leaves
  ///     behind is not in anyone's way there.
  ///   - followLinks: false for state of ours: a link in its place is a trap, and goes.
  public static func write(
    _ bytes: [UInt8], to path: String, mode: UInt16? = nil, durable: Bool = true, nursery: String? = nil,
    followLinks: Bool = true
  ) throws(FileError) {
    try replace(path, mode: mode, durable: durable, nursery: nursery, followLinks: followLinks) {
      (fd: Int32) -> Int32 in
      bytes.withUnsafeBytes { sys_write_all(fd, $0.baseAddress, $0.count) }
    }
  }

  /// The same for text, as UTF-8.
  public static func write(
    _ text: String, to path: String, mode: UInt16? = nil, durable: Bool = true, nursery: String? = nil,
    followLinks: Bool = true
  ) throws(FileError) {
    try write(
      Array(text.utf8), to: path, mode: mode, durable: durable, nursery: nursery, followLinks: followLinks)
  }

  /// A whole copy of a file's content at `to`, in one step as with ``write(_:to:mode:durable:nursery:)-(Array<UInt8>,_,_,_,_)``;
  /// shares the blocks where the file system can.
  /// - Parameter mode: exact permission bits; nil takes those of the source.
  public static func copyFile(
    from: String, to: String, mode: UInt16? = nil, durable: Bool = false, nursery: String? = nil
  ) throws(FileError) {
    let source = try open("read", from, O_RDONLY | O_NONBLOCK)
    defer { _ = sys_close(source) }
    var info = sys_info()
    _ = try check(sys_fstat(source, &info), "read", from)
    guard info.kind == UInt32(sys_kind_file) else {
      throw FileError("read", from, errno: info.kind == UInt32(sys_kind_directory) ? EISDIR : EINVAL)
    }
    let mode = mode ?? UInt16(info.mode & 0o7777)
    try replace(to, mode: mode, durable: durable, nursery: nursery) { (fd: Int32) -> Int32 in
      if sys_seek(source, 0, SEEK_SET) < 0 { return -EIO }
      return copyContent(from: source, to: fd)
    }
  }

  /// Shares or copies all content from the start of one open file into another, empty one.
  /// - Returns: 0 or a negative errno.
  public static func copyContent(from source: Int32, to target: Int32) -> Int32 {
    if sys_reflink(source, target) == 0 { return 0 }
    var copied = 0
    while true {
      let n = sys_copy_range(source, target, 1 << 30)
      if n > 0 {
        copied += n
      } else if n == 0 && copied > 0 {
        return 0
      } else {
        // Not between these file systems, or a file (of /proc) that claims no length: by hand.
        return copied == 0 ? copyByHand(from: source, to: target) : Int32(n)
      }
    }
  }

  private static func copyByHand(from source: Int32, to target: Int32) -> Int32 {
    let size = 1 << 18
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    defer { buffer.deallocate() }
    while true {
      let n = sys_read(source, buffer, size)
      if n <= 0 { return Int32(n) }
      let written = sys_write_all(target, buffer, n)
      if written < 0 { return written }
    }
  }

  /// Adds a line or a few to the end of a file, which is made when missing, in one call. For records that may be
  /// lost.
  public static func append(_ text: String, to path: String) throws(FileError) {
    let fd = try open("write", path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, mode: 0o666)
    defer { _ = sys_close(fd) }
    var text = text
    _ = try check(text.withUTF8 { sys_write_all(fd, $0.baseAddress, $0.count) }, "write", path)
  }

  /// The one way a file gets its final name.
  static func replace(
    _ path: String, mode: UInt16?, durable: Bool, nursery: String? = nil, followLinks: Bool = true,
    fill: (Int32) -> Int32
  ) throws(FileError) {
    let target = followLinks ? try finalTarget(of: path) : path
    if let nursery, try isUsable(nursery, for: target) {
      let temporary = temporaryName(of: target, in: nursery)
      do {
        return try replace(
          target, via: temporary, mode: mode, durable: durable, replacesLink: !followLinks, fill: fill)
      } catch {
        // One file system for `stat`, two for `rename`: a bind mount.
        if error.errno != EXDEV { throw error }
      }
    }
    let temporary = temporaryName(of: target, in: Paths.parent(target))
    try replace(
      target, via: temporary, mode: mode, durable: durable, replacesLink: !followLinks, fill: fill)
  }

  /// Makes the directory if need be. What is wrong with it will be wrong with the place itself, or does not matter.
  static func isUsable(_ nursery: String, for target: String) throws(FileError) -> Bool {
    if try info(nursery)?.isDirectory != true { try makeDirectories(nursery) }
    guard let own = try info(nursery), let place = try info(parentOrHere(target)) else { return false }
    return own.device == place.device
  }

  private static func parentOrHere(_ path: String) -> String {
    Paths.parent(path).isEmpty ? "." : Paths.parent(path)
  }

  private static func replace(
    _ target: String, via temporary: String, mode: UInt16?, durable: Bool, replacesLink: Bool,
    fill: (Int32) -> Int32
  ) throws(FileError) {
    // Opened first, so that after the rename only the disk itself can fail.
    let directory = durable ? try open("sync", parentOrHere(target), O_RDONLY | O_DIRECTORY) : -1
    defer { if directory >= 0 { _ = sys_close(directory) } }
    try make(
      temporary, for: target, mode: mode, durable: durable, replacesLink: replacesLink, fill: fill)
    do {
      try rename(temporary, toPlace: target)
    } catch {
      _ = temporary.withCString { sys_unlinkat(AT_FDCWD, $0, 0) }
      throw error
    }
    if directory >= 0 { _ = try check(tolerant(sys_fsync(directory)), "sync", parentOrHere(target)) }
  }

  /// The content of `target` under another name, with the mode it will have.
  static func make(
    _ temporary: String, for target: String, mode: UInt16?, durable: Bool, replacesLink: Bool,
    fill: (Int32) -> Int32
  ) throws(FileError) {
    var old = try info(target, followLinks: false)
    // The rename takes the link's place; its mode means nothing.
    if replacesLink, old?.kind == .symlink { old = nil }
    // A rename would put a plain file in the place of a device or a pipe.
    if let old, !old.isFile { throw FileError("write", target, errno: old.isDirectory ? EISDIR : EINVAL) }
    let wanted = mode ?? old.map(\.mode)
    // The temporary never shows more than the final file will.
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
    let created = withPath(temporary) { sys_open($0, flags, UInt32(wanted ?? 0o666) & 0o666) }
    if created < 0 { throw FileError("create", target, errno: -created) }
    var result = fill(created)
    if result >= 0, let wanted { result = sys_fchmod(created, UInt32(wanted)) }
    if result >= 0, durable { result = tolerant(sys_fsync(created)) }
    let closed = sys_close(created)
    if result >= 0 { result = closed }
    if result < 0 {
      _ = temporary.withCString { sys_unlinkat(AT_FDCWD, $0, 0) }
      throw FileError("write", target, errno: -result)
    }
  }

  /// Gives a finished file its place.
  static func rename(_ temporary: String, toPlace target: String) throws(FileError) {
    let result = temporary.withCString { old in target.withCString { sys_rename(old, $0) } }
    if result < 0 { throw FileError("rename", target, errno: -result) }
  }

  /// Where writing to `path` ends up once the links at its final place are followed.
  static func finalTarget(of path: String) throws(FileError) -> String {
    var target = path
    for _ in 0..<40 {
      guard let found = try info(target, followLinks: false), found.kind == .symlink else { return target }
      target = Paths.join(Paths.parent(target), try readLink(target))
    }
    throw FileError("write", path, errno: ELOOP)
  }

  /// Makes names created, renamed or removed in a directory durable.
  public static func syncDirectory(_ directory: String) throws(FileError) {
    let path = directory.isEmpty ? "." : directory
    let fd = try open("sync", path, O_RDONLY | O_DIRECTORY)
    defer { _ = sys_close(fd) }
    _ = try check(tolerant(sys_fsync(fd)), "sync", path)
  }

  /// A file system that has no fsync is as good as it gets.
  static func tolerant(_ result: Int32) -> Int32 {
    result == -EINVAL || result == -EROFS || result == -ENOTSUP ? 0 : result
  }
}

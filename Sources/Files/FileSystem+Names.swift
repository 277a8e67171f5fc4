import CSystem
import Glibc

extension FileSystem {
  /// Renames in one step, replacing a file at the new place.
  public static func rename(_ from: String, to: String) throws(FileError) {
    let result = withPath(from) { old in
      to.withCString { strlen($0) == to.utf8.count ? sys_rename(old, $0) : -EINVAL }
    }
    _ = try check(result, "rename", from)
  }

  /// The text of a symbolic link.
  public static func readLink(_ path: String) throws(FileError) -> String {
    let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: 4097)
    defer { buffer.deallocate() }
    let n = try check(
      withPath(path) { Int32(clamping: sys_readlinkat(AT_FDCWD, $0, buffer, 4096)) }, "read", path)
    buffer[Int(n)] = 0
    return String(cString: buffer)
  }

  /// A new symbolic link at `path`; EEXIST when something is there.
  public static func symlink(target: String, at path: String) throws(FileError) {
    let result = withPath(path) { link in
      target.withCString { strlen($0) == target.utf8.count ? sys_symlinkat($0, AT_FDCWD, link) : -EINVAL }
    }
    _ = try check(result, "link", path)
  }

  /// A second name for a file (not for the link, should `existing` be one); EEXIST when something is there.
  public static func hardLink(_ existing: String, at path: String) throws(FileError) {
    let result = withPath(path) { link in
      existing.withCString {
        strlen($0) == existing.utf8.count
          ? sys_linkat(AT_FDCWD, $0, AT_FDCWD, link, AT_SYMLINK_FOLLOW) : -EINVAL
      }
    }
    _ = try check(result, "link", path)
  }

  /// Sets the permission bits; follows links.
  public static func setMode(_ mode: UInt16, of path: String) throws(FileError) {
    _ = try check(
      withPath(path) { sys_chmodat(AT_FDCWD, $0, UInt32(mode)) }, "change the mode of", path)
  }

  /// Sets times in nanoseconds since 1970; nil leaves one as it is.
  public static func setTimes(
    access: Int64? = nil, modification: Int64?, of path: String, followLinks: Bool = true
  ) throws(FileError) {
    let (a, m) = (access ?? .min, modification ?? .min)
    let result = withPath(path) { sys_utimensat(AT_FDCWD, $0, a, m, followLinks ? 1 : 0) }
    _ = try check(result, "change the times of", path)
  }

  /// A directory and all that lead to it. Fine when it is there already.
  public static func makeDirectories(_ path: String, mode: UInt16 = 0o777) throws(FileError) {
    var missing: [String] = []
    var current = path.isEmpty ? "." : path
    while true {
      let result = withPath(current) { sys_mkdirat(AT_FDCWD, $0, UInt32(mode)) }
      if result == 0 { break }
      if result == -ENOENT, !Paths.parent(current).isEmpty, Paths.parent(current) != current {
        missing.append(current)
        current = Paths.parent(current)
        continue
      }
      // Someone else's directory is as good as ours; a read-only parent may still hold it.
      if try info(current)?.isDirectory == true { break }
      throw FileError("create", path, errno: result == -EEXIST ? ENOTDIR : -result)
    }
    for directory in missing.reversed() {
      let result = withPath(directory) { sys_mkdirat(AT_FDCWD, $0, UInt32(mode)) }
      if result < 0, try info(directory)?.isDirectory != true {
        throw FileError("create", directory, errno: -result)
      }
    }
  }

  /// A new private directory (mode 0700) in `directory`.
  public static func makeTemporaryDirectory(
    in directory: String, prefix: String = "tmp"
  ) throws(FileError) -> String {
    while true {
      let path = Paths.join(directory, prefix + randomName())
      let result = withPath(path) { sys_mkdirat(AT_FDCWD, $0, 0o700) }
      if result == 0 { return path }
      if result != -EEXIST { throw FileError("create", path, errno: -result) }
    }
  }
}

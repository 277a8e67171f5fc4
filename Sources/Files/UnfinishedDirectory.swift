import CSystem
import Glibc

/// A directory that is filled under a name of its own before it gets its place. Its owner holds a lock on it, so that
/// others can tell one at work from one that was left by a process that died.
public final class UnfinishedDirectory: Sendable {
  public let path: String
  /// Open as long as this lives.
  public let descriptor: Int32

  /// Makes the directory.
  /// - Returns: nil where there can be none: nothing may be made in `parent`, or its file system has no locks.
  public init?(in parent: String, name: String) {
    path = Paths.join(parent, name)
    let made = FileSystem.withPath(path) { sys_mkdirat(AT_FDCWD, $0, 0o777) }
    if made < 0 { return nil }
    descriptor = FileSystem.withPath(path) { sys_open($0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0) }
    if descriptor < 0 || sys_flock(descriptor, LOCK_EX | LOCK_NB) < 0 {
      if descriptor >= 0 { _ = sys_close(descriptor) }
      _ = FileSystem.withPath(path) { sys_unlinkat(AT_FDCWD, $0, AT_REMOVEDIR) }
      return nil
    }
  }

  deinit { if descriptor >= 0 { _ = sys_close(descriptor) } }

  /// Whether somebody alive fills the directory.
  public static func isHeld(_ path: String) -> Bool {
    let fd = FileSystem.withPath(path) { sys_open($0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0) }
    if fd < 0 { return false }
    defer { _ = sys_close(fd) }
    return sys_flock(fd, LOCK_EX | LOCK_NB) == -EWOULDBLOCK
  }

  /// Removes directories directly below `parent` that nobody fills any more.
  /// - Parameters:
  ///   - age: nanoseconds since their last change: one that was just made may not have its lock yet.
  ///   - isOurs: picks them by name.
  /// - Returns: how many.
  @discardableResult
  public static func clear(
    in parent: String, olderThan age: Int64 = 60_000_000_000, where isOurs: (String) -> Bool
  ) throws(FileError) -> Int {
    let limit = sys_realtime_ns() - age
    var removed = 0
    for (name, kind) in try FileSystem.list(parent) where kind == .directory && isOurs(name) {
      let path = Paths.join(parent, name)
      guard let info = try FileSystem.info(path, followLinks: false), info.ctime < limit, !isHeld(path) else {
        continue
      }
      if try FileSystem.removeTree(path) { removed += 1 }
    }
    return removed
  }
}

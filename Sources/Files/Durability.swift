import CSystem
import Glibc

/// How hard to work for data to survive a power cut. Whatever the choice, pointers and lock files come after what
/// they name.
public enum Durability: Sendable {
  /// Leave it to the kernel, pointers too: what a power cut leaves must be looked at (`fsck`).
  case none
  /// One ``FileSystem/syncFileSystem(of:)`` after a batch of objects, before anything names them.
  case batch
  /// fsync each file and its directory.
  case full
}

extension FileSystem {
  /// Waits until everything written so far to the file system that holds `path` is on the disk.
  public static func syncFileSystem(of path: String) throws(FileError) {
    let fd = try open("sync", path, O_RDONLY | O_NONBLOCK)
    defer { _ = sys_close(fd) }
    _ = try check(tolerant(sys_syncfs(fd)), "sync", path)
  }
}

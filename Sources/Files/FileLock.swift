import CSystem
import Glibc
import Synchronization

/// An advisory lock on a file, held until ``release()`` or the end of the process (formats §1.2). The file is
/// opened for reading and writing (never through a link), created when missing, and never deleted; an exclusive holder writes
/// ` <pid>` and a newline into it for people to read. Only the `flock` counts. A lock belongs to the
/// process: children that are started do not inherit it.
public final class FileLock: Sendable {
  public let path: String
  private let fd: Mutex<Int32>

  private init(path: String, fd: Int32) {
    self.path = path
    self.fd = Mutex(fd)
  }

  deinit { release() }

  /// One try. nil when somebody else holds the lock.
  public static func tryAcquire(_ path: String, shared: Bool = false) throws(FileError) -> FileLock? {
    let fd = try open(path)
    let result = sys_flock(fd, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB)
    if result < 0 {
      _ = sys_close(fd)
      if result == -EWOULDBLOCK { return nil }
      throw FileError("lock", path, errno: -result)
    }
    let lock = FileLock(path: path, fd: fd)
    if !shared { try lock.writeHolder() }
    return lock
  }

  /// A lock on a directory itself. nil when somebody else holds it.
  public static func hold(directory: String) throws(FileError) -> FileLock? {
    let fd = try FileSystem.open("lock", directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, mode: 0)
    if sys_flock(fd, LOCK_EX | LOCK_NB) >= 0 { return FileLock(path: directory, fd: fd) }
    _ = sys_close(fd)
    return nil
  }

  /// Without O_CREAT first: in a sticky directory the kernel may refuse that for somebody else's lock file.
  private static func open(_ path: String) throws(FileError) -> Int32 {
    let existing = FileSystem.withPath(path) { sys_open($0, O_RDWR | O_NOFOLLOW, 0) }
    if existing != -ENOENT { return try FileSystem.check(existing, "lock", path) }
    return try FileSystem.open("lock", path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o666)
  }

  /// Tries until it succeeds or `retry` says no. `retry` gets the number of failed tries so far, does the
  /// waiting (``pause(milliseconds:)``) and returns false to give up.
  /// - Returns: nil when it gave up.
  public static func acquire(
    _ path: String, shared: Bool = false, retry: (_ failures: Int) throws -> Bool
  ) throws -> FileLock? {
    var failures = 0
    while true {
      if let lock = try tryAcquire(path, shared: shared) { return lock }
      failures += 1
      if try !retry(failures) { return nil }
    }
  }

  /// Lets the lock go; harmless when that happened already.
  public func release() {
    fd.withLock { fd in
      if fd >= 0 {
        // A child that is just being started has a copy until it is another program: closing alone would not do.
        _ = sys_flock(fd, LOCK_UN)
        _ = sys_close(fd)
      }
      fd = -1
    }
  }

  /// The process that last took the exclusive lock, as the file tells.
  public static func holder(of path: String) -> Int32? {
    guard let bytes = try? FileSystem.read(path) else { return nil }
    let digits = bytes.drop { $0 == 32 }.prefix { $0 >= 48 && $0 <= 57 }
    return Int32(String(decoding: digits, as: UTF8.self))
  }

  public static func pause(milliseconds: UInt32) { sys_sleep_ms(milliseconds) }

  private func writeHolder() throws(FileError) {
    let text = Array(" \(sys_pid())\n".utf8)
    let result = fd.withLock { fd -> Int32 in
      let written = text.withUnsafeBytes { sys_write_all(fd, $0.baseAddress, $0.count) }
      return written < 0 ? written : sys_truncate(fd, Int64(text.count))
    }
    _ = try FileSystem.check(result, "lock", path)
  }
}

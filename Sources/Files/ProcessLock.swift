/// A lock on a file's name that processes of both tools honour, of the kind that the file system can do.
public enum ProcessLock: Sendable {
  case flock(FileLock)
  case link(LinkLock)

  /// Tries until it succeeds or `retry` says no. `retry` gets the number of failed tries so far, does the waiting
  /// (``FileLock/pause(milliseconds:)``) and returns false to give up.
  /// - Parameter usesLinks: for file systems without `flock`.
  /// - Returns: nil when it gave up.
  public static func acquire(
    _ path: String, usesLinks: Bool, retry: (_ failures: Int) throws -> Bool
  ) throws -> ProcessLock? {
    if !usesLinks { return try FileLock.acquire(path, retry: retry).map(ProcessLock.flock) }
    var failures = 0
    while true {
      if let lock = try LinkLock.tryAcquire(path) { return .link(lock) }
      failures += 1
      if try !retry(failures) { return nil }
    }
  }

  /// The process that last took the lock, where its file tells.
  public static func holder(of path: String, usesLinks: Bool) -> Int32? {
    usesLinks ? LinkLock.holder(of: path) : FileLock.holder(of: path)
  }

  /// Lets the lock go; harmless when that happened already.
  public func release() {
    switch self {
    case .flock(let lock): lock.release()
    case .link(let lock): lock.release()
    }
  }
}

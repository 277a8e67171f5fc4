import CSystem
import Glibc

/// A lock for file systems without `flock` (`core.hardlink_lock`): whoever gets a hard link with the lock's name made of
/// a file of its own holds it, as in the peer. The file's time says when the lock may be broken, in a year; its text
/// says who holds it: `lock|host|pid|number`. The peer's own locks don't tell that.
public final class LinkLock: Sendable {
  private static let year: Int64 = 365 * 86_400 * 1_000_000_000
  /// Clocks of two machines, and the kernel's start times, are not that exact.
  private static let slack: Int64 = 10_000_000_000

  public let path: String
  private let claim: String

  private init(path: String, claim: String) {
    self.path = path
    self.claim = claim
  }

  /// One try, after a dead owner's lock is out of the way. nil when somebody holds it.
  public static func tryAcquire(_ path: String) throws(FileError) -> LinkLock? {
    let number = UInt64.random(in: 0..<1 << 62)
    let claim = claim(path, "\(sys_pid())", "\(number)")
    var lock: LinkLock?
    defer { if lock == nil { _ = try? FileSystem.remove(claim) } }
    try FileSystem.write(
      "\(path)|\(hostName)|\(sys_pid())|\(number)", to: claim, durable: false, followLinks: false)
    try FileSystem.setTimes(modification: sys_realtime_ns() + year, of: claim)
    for _ in 0..<2 where lock == nil {
      if try link(claim, path) {
        lock = LinkLock(path: path, claim: claim)
      } else if try !clearDead(path) {
        break
      }
    }
    return lock
  }

  private static func claim(_ path: String, _ pid: String, _ number: String) -> String {
    "\(path)-\(pid)-\(number).lock"
  }

  /// - Returns: false when the name is taken.
  private static func link(_ claim: String, _ path: String) throws(FileError) -> Bool {
    do {
      try FileSystem.hardLink(claim, at: path)
    } catch {
      // The answer to a link that was made may be lost on the way.
      if try FileSystem.info(claim)?.links == 2 { return true }
      if error.errno != EEXIST { throw error }
      return false
    }
    return true
  }

  public func release() {
    let mine = (try? FileSystem.info(claim, followLinks: false)) ?? nil
    let held = (try? FileSystem.info(path, followLinks: false)) ?? nil
    if let mine, let held, mine.inode == held.inode { _ = try? FileSystem.remove(path) }
    _ = try? FileSystem.remove(claim)
  }

  deinit { release() }

  /// The owner's process on this host, as the lock tells; nil when it does not, or names another host.
  public static func holder(of path: String) -> Int32? {
    guard let bytes = (try? FileSystem.readRegular(path)) ?? nil else { return nil }
    let parts = parts(bytes)
    return parts.count == 4 && parts[1] == hostName ? Int32(parts[2]) : nil
  }

  private static func parts(_ text: [UInt8]) -> [String] {
    text.split(separator: UInt8(ascii: "|")).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Takes a lock away that nobody holds: its owner is dead, its year is over, or it is the file that a `flock` leaves.
  /// - Returns: whether it is worth another try.
  private static func clearDead(_ path: String) throws(FileError) -> Bool {
    guard let found = try FileSystem.info(path, followLinks: false) else { return true }
    guard found.isFile else { throw FileError("lock", path, errno: found.isDirectory ? EISDIR : ELOOP) }
    guard try isDead(path, found) else { return false }
    // By renaming: of two that do this one gets it, and what it got is looked at again.
    let aside = "\(path)-\(sys_pid()).dead"
    do {
      try FileSystem.rename(path, to: aside)
    } catch {
      if error.errno == ENOENT { return true }
      throw error
    }
    if try FileSystem.info(aside, followLinks: false)?.inode != found.inode {
      try? FileSystem.hardLink(aside, at: path)
    } else {
      let parts = parts(try FileSystem.readRegular(aside) ?? [])
      if parts.count == 4, Int32(parts[2]) != nil, UInt64(parts[3]) != nil {
        try FileSystem.remove(claim(path, parts[2], parts[3]))
      }
    }
    try FileSystem.remove(aside)
    return true
  }

  private static func isDead(_ path: String, _ found: FileInfo) throws(FileError) -> Bool {
    let text = String(decoding: try FileSystem.readRegular(path) ?? [], as: UTF8.self)
    if text.allSatisfy({ $0 == " " || $0 == "\n" || $0.isNumber }) {
      // What `flock` leaves behind, unless somebody uses it that way now.
      guard found.links == 1 else { return false }
      do {
        guard let lock = try FileLock.tryAcquire(path) else { return false }
        lock.release()
      } catch  where [ENOLCK, ENOTSUP, ENOSYS].contains(error.errno) {}
      return true
    }
    let now = sys_realtime_ns()
    if found.mtime + slack < now { return true }
    guard let pid = holder(of: path), pid > 0 else { return false }
    if !ChildProcess.isAlive(pid) { return true }
    // Another process may have got the number since: the link was made when the file last changed.
    guard let start = startTime(of: pid) else { return false }
    return start > found.ctime + slack
  }

  private static func startTime(of pid: Int32) -> Int64? {
    guard let stat = try? FileSystem.read("/proc/\(pid)/stat"),
      let system = try? FileSystem.read("/proc/stat"),
      let name = stat.lastIndex(of: UInt8(ascii: ")"))
    else { return nil }
    let fields = stat[(name + 1)...].split(separator: 0x20)
    let boot = system.split(separator: 0x0A).first { $0.starts(with: "btime ".utf8) }
    guard fields.count > 19, let ticks = Int64(String(decoding: fields[19], as: UTF8.self)), let boot,
      let seconds = Int64(String(decoding: boot.dropFirst(6), as: UTF8.self))
    else { return nil }
    return seconds * 1_000_000_000 + ticks * (1_000_000_000 / Int64(max(1, sysconf(Int32(_SC_CLK_TCK)))))
  }

  private static var hostName: String {
    let bytes = (try? FileSystem.read("/proc/sys/kernel/hostname")) ?? []
    return String(decoding: bytes.prefix { $0 != 0x0A && $0 != UInt8(ascii: "|") }, as: UTF8.self)
  }
}

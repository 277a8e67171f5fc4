import CSystem
import Files
import Glibc

/// A file in the store's root that says: objects of a batch have their names already and are not on the disk yet.
///
/// It is on the disk itself before the first of them gets its name, and goes when all of them are safe. Its owner
/// holds a lock on it. One that nobody holds was left by a process that was killed or lost its power: what was
/// stored since is read before anyone believes it (``ObjectStore/recover()``).
struct BatchMarker: Sendable {
  private static let prefix = ".unsynced"
  /// Of one that is being worked off: others wait.
  private static let working = ".unsynced-working"

  private let path: String
  private let descriptor: Descriptor

  /// A new one, durable.
  /// - Returns: nil where there can be none: the root is another's, or its file system has no locks. Objects have to
  ///   be synced one by one there.
  static func make(in root: String, _ name: String) throws(FileError) -> BatchMarker? {
    try FileSystem.makeDirectories(root)
    let path = Paths.join(root, prefix + name)
    let fd = path.withCString { sys_open($0, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666) }
    if fd == -EACCES || fd == -EPERM { return nil }
    // Where it is full, people know the store, not this file.
    try check(fd, "create", fd == -ENOSPC || fd == -EDQUOT ? root : path)
    let marker = BatchMarker(path: path, descriptor: Descriptor(fd))
    do {
      let locked = sys_flock(fd, LOCK_EX | LOCK_NB)
      if [-ENOLCK, -ENOTSUP, -EINVAL, -ENOSYS].contains(locked) {
        marker.remove()
        return nil
      }
      try check(locked, "lock", path)
      let synced = sys_fsync(fd)
      if synced != -EINVAL, synced != -ENOTSUP { try check(synced, "sync", path) }
      try FileSystem.syncDirectory(root)
    } catch {
      marker.remove()
      throw error
    }
    return marker
  }

  /// Whether there is one, anybody's.
  static func exists(in root: String) throws(FileError) -> Bool { try !names(in: root).isEmpty }

  /// Those that nobody holds, taken over and renamed, so that everybody else waits until they are gone.
  static func takeOver(in root: String) throws(FileError) -> [BatchMarker] {
    var taken: [BatchMarker] = []
    for name in try names(in: root) {
      if let marker = try takeOver(name, in: root) { taken.append(marker) }
    }
    return taken
  }

  private static func takeOver(_ name: String, in root: String) throws(FileError) -> BatchMarker? {
    let path = Paths.join(root, name)
    let isWorkedOff = name.hasPrefix(working)
    let next = isWorkedOff ? name : working + name.dropFirst(prefix.utf8.count)
    var fd = path.withCString { sys_open($0, O_RDWR | O_NOFOLLOW | O_NONBLOCK, 0) }
    if fd == -EACCES || fd == -EPERM || fd == -EROFS {
      fd = path.withCString { sys_open($0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0) }
    }
    // Gone, or renamed by one who works it off.
    if fd == -ENOENT { return isWorkedOff ? nil : try takeOver(next, in: root) }
    try check(fd, "open", path)
    let descriptor = Descriptor(fd)
    let locked = sys_flock(fd, isWorkedOff ? LOCK_EX : LOCK_EX | LOCK_NB)
    if locked == -EWOULDBLOCK {
      // Its owner lives, unless it has got the other name since we looked.
      if try FileSystem.info(path, followLinks: false) != nil { return nil }
      return try takeOver(next, in: root)
    }
    // Without locks its owner would have made none.
    if locked < 0 { return nil }
    var info = sys_info()
    try check(sys_fstat(fd, &info), "read", path)
    if info.links == 0 { return nil }
    if isWorkedOff { return BatchMarker(path: path, descriptor: descriptor) }
    let target = Paths.join(root, next)
    let renamed = path.withCString { from in target.withCString { sys_rename(from, $0) } }
    // Where nothing may be changed it keeps its name.
    return BatchMarker(path: renamed < 0 ? path : target, descriptor: descriptor)
  }

  private static func names(in root: String) throws(FileError) -> [String] {
    do {
      return try FileSystem.list(root).filter { $0.kind != .directory && $0.name.hasPrefix(prefix) }
        .map(\.name).sorted()
    } catch {
      if error.errno == ENOENT || error.errno == ENOTDIR { return [] }
      throw error
    }
  }

  /// When it was made, by the clock of its file system.
  func time() throws(FileError) -> Int64 {
    var info = sys_info()
    try check(sys_fstat(descriptor.number, &info), "read", path)
    return info.mtime
  }

  /// The batch is safe. Where it can't be removed it costs a look at some objects, no more.
  func remove() { _ = path.withCString { sys_unlinkat(AT_FDCWD, $0, 0) } }

  /// Its lock ends with it.
  private final class Descriptor: Sendable {
    let number: Int32
    init(_ number: Int32) { self.number = number }
    deinit {
      // A child that is just being started has a copy until it is another program: closing alone would not do.
      _ = sys_flock(number, LOCK_UN)
      _ = sys_close(number)
    }
  }
}

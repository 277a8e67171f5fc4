import CSystem
import Glibc

/// Files that get their places together: what they hold is on the disk after one sync for all, before the first of
/// them gets its name. Not shared between threads.
public struct FileBatch {
  private let nursery: String
  private var waiting: [(temporary: String, target: String)] = []
  /// Those that couldn't wait in the nursery, being on another file system.
  private var distant: [(bytes: [UInt8], path: String)] = []

  /// - Parameter nursery: where the files wait.
  public init(nursery: String) { self.nursery = nursery }

  /// As ``FileSystem/write(_:to:mode:durable:nursery:followLinks:)-([UInt8],_,_,_,_,_)`` would, but for its last step.
  public mutating func add(_ bytes: [UInt8], to path: String) throws(FileError) {
    let target = try FileSystem.finalTarget(of: path)
    guard try FileSystem.isUsable(nursery, for: target) else {
      distant.append((bytes, path))
      return
    }
    let temporary = FileSystem.temporaryName(of: target, in: nursery)
    try FileSystem.make(temporary, for: target, mode: nil, durable: false, replacesLink: false) {
      (fd: Int32) -> Int32 in
      bytes.withUnsafeBytes { sys_write_all(fd, $0.baseAddress, $0.count) }
    }
    waiting.append((temporary, target))
  }

  /// Gives the files their places, in the order they were added in.
  /// - Parameter placed: told after each that has its place.
  /// - Throws: what came in the way of one; those before it have their places, the others are gone.
  public mutating func place(durable: Bool, placed: () -> Void) throws(FileError) {
    defer { discard() }
    if waiting.isEmpty && distant.isEmpty { return }
    if durable, !waiting.isEmpty { try FileSystem.syncFileSystem(of: nursery) }
    let outcome = Result { () throws(FileError) in try placeAll(durable: durable, placed) }
    // What has its name is made to last, whatever came after it.
    if durable { try FileSystem.syncFileSystem(of: nursery) }
    try outcome.get()
  }

  private mutating func placeAll(durable: Bool, _ placed: () -> Void) throws(FileError) {
    var count = 0
    defer { waiting.removeFirst(count) }
    for (temporary, target) in waiting {
      do {
        try FileSystem.rename(temporary, toPlace: target)
      } catch {
        // One file system for `stat`, two for `rename`: a bind mount.
        guard error.errno == EXDEV else { throw error }
        try FileSystem.write(try FileSystem.read(temporary), to: target, durable: durable)
        _ = temporary.withCString { sys_unlinkat(AT_FDCWD, $0, 0) }
      }
      count += 1
      placed()
    }
    for file in distant {
      try FileSystem.write(file.bytes, to: file.path, durable: durable)
      placed()
    }
  }

  /// Removes what has no place yet.
  public mutating func discard() {
    for file in waiting { _ = file.temporary.withCString { sys_unlinkat(AT_FDCWD, $0, 0) } }
    (waiting, distant) = ([], [])
  }
}

import CSystem
import Glibc

extension FileSystem {
  /// Removes a file, a link (never what it names) or an empty directory.
  /// - Returns: false when nothing was there.
  @discardableResult
  public static func remove(_ path: String) throws(FileError) -> Bool {
    var result = withPath(path) { sys_unlinkat(AT_FDCWD, $0, 0) }
    if result == -EISDIR { result = withPath(path) { sys_unlinkat(AT_FDCWD, $0, AT_REMOVEDIR) } }
    if result == -ENOENT || result == -ENOTDIR { return false }
    _ = try check(result, "remove", path)
    return true
  }

  /// Removes a directory if nothing is in it; never anything else.
  /// - Returns: whether it is gone by this.
  @discardableResult
  public static func removeEmptyDirectory(_ path: String) -> Bool {
    withPath(path) { sys_unlinkat(AT_FDCWD, $0, AT_REMOVEDIR) } == 0
  }

  /// Removes whatever is at `path` with all that is below. Links are removed, never followed, also when
  /// somebody swaps a directory for a link meanwhile. Depth and path length don't matter.
  /// - Returns: false when nothing was there.
  @discardableResult
  public static func removeTree(_ path: String) throws(FileError) -> Bool {
    guard let found = try info(path, followLinks: false) else { return false }
    guard found.isDirectory else { return try remove(path) }
    var removal = TreeRemoval(root: path)
    return try removal.run()
  }
}

/// Walks down with one descriptor per level (of which only the newest few stay open) and back up by `..`,
/// checking that `..` is the directory it came from.
private struct TreeRemoval {
  private struct Level {
    var fd: Int32
    var name: [CChar]
    var inode: UInt64
    var device: UInt64
    var directories: [[CChar]]
  }

  private static let maximumOpen = 64
  private let root: String
  private var levels: [Level] = []
  private let scratch = UnsafeMutableRawPointer.allocate(byteCount: 1 << 16, alignment: 8)

  init(root: String) { self.root = root }

  mutating func run() throws(FileError) -> Bool {
    defer {
      for level in levels where level.fd >= 0 { _ = sys_close(level.fd) }
      scratch.deallocate()
    }
    let name = root.utf8CString
    try enter(Array(name), parent: AT_FDCWD)
    while let level = levels.last {
      if let next = levels[levels.count - 1].directories.popLast() {
        try enter(next, parent: level.fd)
      } else {
        try leave()
      }
    }
    return true
  }

  private func failure(_ result: Int32) -> FileError { FileError("remove", root, errno: -result) }

  /// Opens a directory, removes its files and remembers its directories.
  private mutating func enter(_ name: [CChar], parent: Int32) throws(FileError) {
    let fd = sys_openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0)
    if fd == -ENOENT { return }
    if fd == -ENOTDIR || fd == -ELOOP {  // swapped for a file or a link since it was listed
      let result = sys_unlinkat(parent, name, 0)
      if result < 0, result != -ENOENT { throw failure(result) }
      return
    }
    if fd < 0 { throw failure(fd) }
    var info = sys_info()
    let stat = sys_fstat(fd, &info)
    if stat < 0 {
      _ = sys_close(fd)
      throw failure(stat)
    }
    if levels.count >= Self.maximumOpen {
      let old = levels.count - Self.maximumOpen
      if levels[old].fd >= 0 { _ = sys_close(levels[old].fd) }
      levels[old].fd = -1
    }
    levels.append(Level(fd: fd, name: name, inode: info.inode, device: info.device, directories: []))
    try clearFiles()
  }

  /// Listed twice when files went, as some file systems skip names while a directory shrinks.
  private mutating func clearFiles() throws(FileError) {
    let top = levels.count - 1
    let fd = levels[top].fd
    var removed = true
    while removed {
      removed = false
      levels[top].directories.removeAll()
      let rewound = sys_seek(fd, 0, SEEK_SET)
      if rewound < 0 { throw failure(Int32(rewound)) }
      while true {
        let n = sys_getdents(fd, scratch, 1 << 16)
        if n < 0 { throw failure(Int32(n)) }
        if n == 0 { break }
        var at = 0
        while at < n {
          let entry = RawEntry(scratch + at)
          at += entry.length
          if entry.isDot { continue }
          if try isDirectory(entry, in: fd) {
            levels[top].directories.append(
              Array(UnsafeBufferPointer(start: entry.name, count: entry.count + 1)))
            continue
          }
          let result = sys_unlinkat(fd, entry.name, 0)
          if result < 0, result != -ENOENT { throw failure(result) }
          removed = true
        }
      }
    }
  }

  private func isDirectory(_ entry: RawEntry, in fd: Int32) throws(FileError) -> Bool {
    if entry.type != UInt8(DT_UNKNOWN) { return entry.type == UInt8(DT_DIR) }
    var info = sys_info()
    let result = sys_statat(fd, entry.name, 0, &info)
    if result == -ENOENT { return false }
    if result < 0 { throw failure(result) }
    return info.kind == UInt32(sys_kind_directory)
  }

  /// Goes up one level and removes the directory just emptied.
  private mutating func leave() throws(FileError) {
    guard let done = levels.popLast() else { return }
    defer { _ = sys_close(done.fd) }
    guard let above = levels.last else {
      return try remove(done, in: AT_FDCWD)
    }
    if above.fd < 0 { levels[levels.count - 1].fd = try reopen(above, from: done.fd) }
    try remove(done, in: levels[levels.count - 1].fd)
  }

  private func reopen(_ level: Level, from child: Int32) throws(FileError) -> Int32 {
    let fd = sys_openat(child, "..", O_RDONLY | O_DIRECTORY, 0)
    if fd < 0 { throw failure(fd) }
    var info = sys_info()
    let result = sys_fstat(fd, &info)
    if result == 0, info.inode == level.inode, info.device == level.device { return fd }
    _ = sys_close(fd)
    throw failure(result < 0 ? result : -EBUSY)
  }

  private func remove(_ level: Level, in parent: Int32) throws(FileError) {
    let result = sys_unlinkat(parent, level.name, AT_REMOVEDIR)
    if result < 0, result != -ENOENT { throw failure(result) }
  }
}

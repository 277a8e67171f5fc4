import CSystem
import Glibc

/// Opens files below a root by relative path, keeping the directory of the last one open: files come sorted, so
/// most are beside the one before. For one thread.
final class DirectoryCursor {
  private let root: Int32
  private var directory: Int32 = -1
  /// The path of `directory`, NUL-terminated.
  private var path: [CChar] = []

  init(root: Int32) { self.root = root }

  deinit { if directory >= 0 { _ = sys_close(directory) } }

  /// - Parameter path: NUL-terminated, `length` without the NUL.
  /// - Returns: a descriptor, or a negative errno.
  func open(_ path: UnsafePointer<CChar>, _ length: Int, _ flags: Int32) -> Int32 {
    var nameStart = length
    while nameStart > 0, path[nameStart - 1] != 0x2f { nameStart -= 1 }
    if nameStart == 0 { return openQuietly(root, path, flags) }
    let count = nameStart - 1
    let isSame =
      directory >= 0 && self.path.count == count + 1
      && self.path.withUnsafeBufferPointer { $0.baseAddress.map { memcmp($0, path, count) == 0 } ?? false }
    if !isSame {
      let opened = openDirectory(path, count)
      if opened < 0 { return opened }
    }
    return openQuietly(directory, path + nameStart, flags)
  }

  private func openDirectory(_ path: UnsafePointer<CChar>, _ count: Int) -> Int32 {
    if directory >= 0 { _ = sys_close(directory) }
    directory = -1
    self.path = Array(UnsafeBufferPointer(start: path, count: count)) + [0]
    // The kernel takes 4,096 bytes at a time.
    let limit = 4000
    var fd = root
    var start = 0
    while start < count {
      var end = count
      if count - start > limit {
        end = start + limit
        while end > start, path[end] != 0x2f { end -= 1 }
      }
      let part = Array(self.path[start..<end]) + [0]
      let next = part.withUnsafeBufferPointer {
        $0.baseAddress.map { sys_openat(fd, $0, O_RDONLY | O_DIRECTORY, 0) }
      }
      if fd != root { _ = sys_close(fd) }
      fd = next ?? -EINVAL
      if fd < 0 { return fd }
      start = end + 1
    }
    directory = fd
    return fd
  }
}

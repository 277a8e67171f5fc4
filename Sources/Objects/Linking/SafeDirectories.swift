import CSystem
import Files
import Glibc

/// Directories below a root, made when missing and opened one component at a time without following a link: what
/// is written through them cannot land elsewhere. Files come sorted, so the way down is kept open. For one thread.
final class SafeDirectories {
  /// Whether a directory that is missing is made.
  private let creates: Bool
  /// Levels beyond these are opened anew when the way leads back to them.
  private static let keptLevels = 48

  private let root: Int32
  private let rootPath: String
  private let isShared: Bool
  /// The way to the last directory asked for: its components, and descriptors or -1.
  private var names: [[CChar]] = []
  private var descriptors: [Int32] = []

  init(root: Int32, path: String, isShared: Bool, creates: Bool = true) {
    self.creates = creates
    self.root = root
    self.rootPath = path
    self.isShared = isShared
  }

  deinit { for fd in descriptors where fd >= 0 { _ = sys_close(fd) } }

  /// The directory part of a checked relative path, and where the name in it begins.
  func open(for path: UnsafeBufferPointer<UInt8>) throws -> (directory: Int32, nameStart: Int) {
    var depth = 0
    var start = 0
    for i in 0..<path.count where path[i] == UInt8(ascii: "/") {
      let component = UnsafeBufferPointer(rebasing: path[start..<i])
      if depth < names.count, !isSame(names[depth], component) || descriptors[depth] < 0 {
        close(from: depth)
      }
      if depth == names.count { try enter(component, path, i) }
      depth += 1
      start = i + 1
    }
    if depth < names.count { close(from: depth) }
    return (descriptors.last ?? root, start)
  }

  private func isSame(_ name: [CChar], _ component: UnsafeBufferPointer<UInt8>) -> Bool {
    name.count == component.count + 1
      && name.withUnsafeBufferPointer { kept in
        guard let a = kept.baseAddress, let b = component.baseAddress else { return false }
        return memcmp(a, b, component.count) == 0
      }
  }

  private func enter(_ component: UnsafeBufferPointer<UInt8>, _ path: UnsafeBufferPointer<UInt8>, _ end: Int)
    throws
  {
    let name = component.map { CChar(bitPattern: $0) } + [0]
    let parent = descriptors.last ?? root
    var fd = openOnly(parent, name)
    if fd == -ENOENT, creates {
      let made = name.withUnsafeBufferPointer {
        $0.baseAddress.map { sys_mkdirat(parent, $0, 0o777) } ?? -EINVAL
      }
      if made != -EEXIST { try check(made, "create", whole(path, end)) }
      fd = openOnly(parent, name)
      if made == 0, fd >= 0, isShared {
        try check(sys_fchmod(fd, 0o2775), "change the mode of", whole(path, end))
      }
    }
    if fd == -ENOTDIR || fd == -ELOOP { throw StoreError.inTheWay(path: whole(path, end)) }
    try check(fd, "open", whole(path, end))
    // Of a deep way only the upper part and the end stay open.
    if let last = descriptors.indices.last, last >= Self.keptLevels {
      _ = sys_close(descriptors[last])
      descriptors[last] = -1
    }
    names.append(name)
    descriptors.append(fd)
  }

  private func openOnly(_ parent: Int32, _ name: [CChar]) -> Int32 {
    name.withUnsafeBufferPointer {
      $0.baseAddress.map { sys_openat(parent, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0) } ?? -EINVAL
    }
  }

  private func close(from depth: Int) {
    for fd in descriptors[depth...] where fd >= 0 { _ = sys_close(fd) }
    names.removeSubrange(depth...)
    descriptors.removeSubrange(depth...)
  }

  private func whole(_ path: UnsafeBufferPointer<UInt8>, _ end: Int) -> String {
    Paths.join(rootPath, String(decoding: path[..<end], as: UTF8.self))
  }
}

import CSystem
import Files
import Glibc

/// Ways into the workspace that no symbolic link can bend (``StoreSettings/workspace``).
extension ObjectStore {
  /// Opens a directory of the workspace, component by component without following a link, and makes what is
  /// missing. Elsewhere links are followed as usual. The caller closes it.
  /// - Throws: ``StoreError/inTheWay(path:)`` for a link or a file on the way.
  func openDirectory(_ directory: String) throws -> Int32 {
    let path = directory.isEmpty ? "." : directory
    guard let workspace = settings.workspace, path != workspace, Paths.isInside(path, workspace) else {
      try FileSystem.makeDirectories(path)
      return try check(FileSystem.withPath(path) { sys_open($0, O_RDONLY | O_DIRECTORY, 0) }, "open", path)
    }
    let root = try check(
      FileSystem.withPath(workspace) { sys_open($0, O_RDONLY | O_DIRECTORY, 0) }, "open", workspace)
    defer { _ = sys_close(root) }
    let way = SafeDirectories(root: root, path: workspace, isShared: false)
    let relative = Array((Paths.relative(path, to: workspace) + "/").utf8)
    return try relative.withUnsafeBufferPointer { relative in
      let (last, _) = try way.open(for: relative)
      return try check(sys_openat(last, ".", O_RDONLY | O_DIRECTORY, 0), "open", path)
    }
  }

  /// Removes files below a directory, sorted paths relative to it, and the directories they leave empty. Follows
  /// no link. What is gone already is fine.
  public func removeFiles(_ members: [String], below directory: String) throws {
    guard !members.isEmpty else { return }
    let root = try openDirectory(directory)
    defer { _ = sys_close(root) }
    let way = SafeDirectories(root: root, path: directory, isShared: false, creates: false)
    var parents: Set<String> = []
    for member in members {
      do {
        try remove(member, way, directory, flags: 0)
      } catch let error as FileError where error.errno == ENOENT {}
      var parent = Paths.parent(member)
      while !parent.isEmpty, parent != ".", parents.insert(parent).inserted { parent = Paths.parent(parent) }
    }
    // Longer paths first: children before their parents. Whatever still holds something stays.
    for parent in parents.sorted(by: { $0.utf8.count > $1.utf8.count }) {
      _ = try? remove(parent, way, directory, flags: AT_REMOVEDIR)
    }
  }

  private func remove(_ member: String, _ way: SafeDirectories, _ directory: String, flags: Int32) throws {
    let path = Array(member.utf8)
    let (parent, start) = try path.withUnsafeBufferPointer { try way.open(for: $0) }
    let name = String(decoding: path[start...], as: UTF8.self)
    try check(name.withCString { sys_unlinkat(parent, $0, flags) }, "remove", Paths.join(directory, member))
  }
}

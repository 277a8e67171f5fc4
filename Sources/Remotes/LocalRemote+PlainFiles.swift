import Files
import Objects

extension LocalRemote {
  public func plainFiles(below directory: String) throws -> [String] {
    let root = try inside(url, directory)
    guard try FileSystem.info(root)?.isDirectory == true else { return [] }
    let files = try Walk(root: root).files()
    return (0..<files.count).map { Paths.join(directory, files.path($0)) }.filter { !$0.hasSuffix(".tmp") }
  }

  public func upload(
    plainFiles paths: [String], from root: String, cancellation: Cancellation?
  ) throws -> TransferReport<String> {
    try copy(paths, from: root, to: url, cancellation)
  }

  public func download(
    plainFiles paths: [String], into root: String, cancellation: Cancellation?
  ) throws -> TransferReport<String> {
    try copy(paths, from: url, to: root, cancellation)
  }

  private func copy(
    _ paths: [String], from: String, to: String, _ cancellation: Cancellation?
  ) throws -> TransferReport<String> {
    var report = TransferReport<String>()
    for path in paths {
      try cancellation?.check()
      do {
        let (source, target) = (try inside(from, path), try inside(to, path))
        if try FileSystem.info(target) != nil {
          report.present.append(path)
          continue
        }
        try makeParents(of: target)
        // Formats §2.2: run-cache entries are 0644, the group's when shared.
        try FileSystem.copyFile(from: source, to: target, mode: store.settings.isShared ? 0o664 : 0o644)
        report.bytes += try FileSystem.info(target)?.size ?? 0
        report.transferred.append(path)
      } catch {
        report.failures.append((path, error))
      }
    }
    if !report.transferred.isEmpty, store.settings.durability != .none {
      try FileSystem.syncFileSystem(of: to)
    }
    return report
  }

  private func makeParents(of path: String) throws(FileError) {
    let parent = Paths.parent(path)
    if try FileSystem.info(parent)?.isDirectory == true { return }
    try FileSystem.makeDirectories(parent)
    if store.settings.isShared { try FileSystem.setMode(0o2775, of: parent) }
  }

  /// Names come from the other side: none may lead out of the directory.
  private func inside(_ root: String, _ path: String) throws(RemoteError) -> String {
    if path.isEmpty || path.hasPrefix("/") || Paths.normalize(path) != path || path == ".."
      || path.hasPrefix("../")
    {
      throw .badPath(path)
    }
    return Paths.join(root, path)
  }
}

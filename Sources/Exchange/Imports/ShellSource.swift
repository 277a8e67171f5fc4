import Files
import Remotes

/// A file or directory on a machine reached by ssh. Only reading its bytes tells whether it changed.
struct ShellSource: ExternalSource {
  /// Its place is the source.
  let remote: SFTPRemote

  func entry() throws -> ExternalEntry? {
    guard let found = try remote.attributes(at: remote.root) else { return nil }
    return ExternalEntry(
      path: "", isDirectory: found.isDirectory, size: found.isDirectory ? nil : found.size,
      isExecutable: !found.isDirectory && (found.mode ?? 0) & 0o111 != 0)
  }

  func children(of path: String) throws -> [ExternalEntry] {
    let prefix = path.isEmpty ? "" : path + "/"
    return try remote.children(of: place(path)).compactMap { entry in
      // A link to a directory is not entered, a broken one is nothing.
      let isLink = (entry.attributes.mode ?? 0) & 0o170000 == 0o120000
      let inner = prefix + entry.name
      let found = isLink ? try remote.attributes(at: place(inner)) : entry.attributes
      guard let found, found.isDirectory ? !isLink : found.isFile else { return nil }
      return ExternalEntry(
        path: inner, isDirectory: found.isDirectory, size: found.isDirectory ? nil : found.size,
        isExecutable: found.isFile && (found.mode ?? 0) & 0o111 != 0)
    }
  }

  func download(
    _ path: String, to file: String, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws {
    try remote.copy(place(path), to: file, cancellation: cancellation)
  }

  private func place(_ path: String) -> String {
    path.isEmpty ? remote.root : Paths.join(remote.root, path)
  }
}

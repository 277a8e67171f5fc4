import Files

/// The workspace as a source of files of ours. Files are read through symbolic links, directories are not entered
/// through them.
public struct WorkspaceTree: SourceTree {
  public let root: String

  public init(root: String) { self.root = root }

  public func read(_ path: String) throws -> [UInt8]? {
    try FileSystem.readRegular(absolute(path))
  }

  public func kind(_ path: String) throws -> FileInfo.Kind? {
    try FileSystem.info(absolute(path))?.kind
  }

  public func list(_ path: String) throws -> [(name: String, kind: FileInfo.Kind)] {
    do {
      return try FileSystem.list(absolute(path))
    } catch let error where error.isAbsence {
      return []
    }
  }

  private func absolute(_ path: String) -> String { path.isEmpty ? root : Paths.join(root, path) }
}

extension FileError {
  /// There is nothing at that path.
  var isAbsence: Bool { errno == 2 || errno == 20 }
}

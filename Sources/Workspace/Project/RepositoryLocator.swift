import Files

/// Finds the project around a directory (formats §1.1).
public enum RepositoryLocator {
  /// Walks up to the first directory that holds a `.dvc` directory, stopping at the file system's mount point.
  /// - Throws: ``WorkspaceError/notARepository(path:mountPoint:)``, ``WorkspaceError/notADirectory(path:)``
  public static func find(from directory: String) throws -> String {
    guard let start = try FileSystem.info(directory), start.isDirectory else {
      throw WorkspaceError.notADirectory(path: directory)
    }
    var here = try FileSystem.realPath(directory)
    var device = start.device
    while true {
      if let info = try FileSystem.info(Paths.join(here, Repository.directoryName)), info.isDirectory {
        return here
      }
      let parent = Paths.parent(here)
      guard parent != here, let info = try FileSystem.info(parent), info.device == device else {
        throw WorkspaceError.notARepository(path: directory, mountPoint: here)
      }
      device = info.device
      here = parent
    }
  }
}

import Files
import Git

extension Repository {
  /// A `.dvc` file or `dvc.yaml` that git ignores would reach nobody else, and is passed over when stages are read.
  /// - Throws: ``WorkspaceError/ignoredByGit(path:)``
  public func refuseIgnoredByGit(_ path: String) throws {
    guard try git()?.isIgnored(path, isDirectory: false) == true else { return }
    throw WorkspaceError.ignoredByGit(path: Paths.relative(path, to: environment.workingDirectory))
  }

  /// Makes git ignore tracked data (formats §7.1), unless it does already.
  /// - Parameter path: absolute, inside the project.
  public func ignoreInGit(_ path: String) throws {
    guard let git = try git() else { return }
    let isDirectory = try FileSystem.info(path)?.isDirectory ?? false
    if try git.isIgnored(path, isDirectory: isDirectory) { return }
    let directory = Paths.parent(path)
    try refuseLinkOutside(Paths.join(directory, DirectoryRules.gitIgnoreFile))
    try FileSystem.makeDirectories(directory)
    if try ignoreEdits.add(Paths.name(path), in: directory) {
      noteChange(of: Paths.join(directory, DirectoryRules.gitIgnoreFile))
    }
  }

  /// Takes the entry back: the data isn't tracked any more.
  public func unignoreInGit(_ path: String) throws {
    guard try git() != nil else { return }
    let directory = Paths.parent(path)
    if try ignoreEdits.remove(Paths.name(path), in: directory) {
      let file = Paths.join(directory, DirectoryRules.gitIgnoreFile)
      // One that is gone with its last entry is neither named nor staged, as by the peer.
      if FileSystem.exists(file) { noteChange(of: file) } else { invalidateIndex() }
    }
  }

  /// Data that git has already must not be tracked twice.
  /// - Throws: ``WorkspaceError/trackedByGit(path:)``
  public func refuseTrackedByGit(_ path: String, declared: String) throws {
    guard let git = try git() else { return }
    let inside = try git.location.relative(path)
    if try git.isTracked(path) || !git.trackedPaths(below: inside).isEmpty {
      throw WorkspaceError.trackedByGit(path: declared)
    }
  }
}

import Files
import Git

extension Repository {
  /// A `.dvc` file or `dvc.yaml` that git ignores would reach nobody else, and is passed over when stages are read.
  /// - Parameter rules: git's, of whoever asks for many paths.
  /// - Throws: ``WorkspaceError/ignoredByGit(path:)``
  public func refuseIgnoredByGit(_ path: String, _ rules: GitIgnore? = nil) throws {
    guard let git = try git() else { return }
    let rules = try rules ?? git.ignoreRules()
    guard rules.isIgnored(try git.location.relative(path), isDirectory: false) else { return }
    throw WorkspaceError.ignoredByGit(path: Paths.relative(path, to: environment.workingDirectory))
  }

  /// Makes git ignore tracked data (formats §7.1), unless it does already.
  /// - Parameter path: absolute, inside the project.
  public func ignoreInGit(_ path: String) throws {
    for file in try ignoreInGit([path]) { noteChange(of: file) }
  }

  /// The same for several paths, each `.gitignore` written once.
  /// - Returns: the `.gitignore` files that were written.
  func ignoreInGit(_ paths: [String]) throws -> Set<String> {
    guard let git = try git() else { return [] }
    let rules = try git.ignoreRules()
    var edited: Set<String> = []
    var names: [String: [String]] = [:]
    var directories: [String] = []
    for path in paths {
      let isDirectory = try FileSystem.info(path)?.isDirectory ?? false
      if try rules.isIgnored(git.location.relative(path), isDirectory: isDirectory) { continue }
      let directory = Paths.parent(path)
      if names[directory] == nil { directories.append(directory) }
      names[directory, default: []].append(Paths.name(path))
    }
    for directory in directories {
      let file = Paths.join(directory, DirectoryRules.gitIgnoreFile)
      try refuseLinkOutside(file)
      try FileSystem.makeDirectories(directory)
      if try ignoreEdits.add(names[directory] ?? [], in: directory) { edited.insert(file) }
    }
    return edited
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

import Files
import Git
import Workspace

extension Session {
  static let ignoreTemplate = """
    # Add patterns of files dvc should ignore, which could improve
    # the performance. Learn more at
    # https://dvc.org/doc/user-guide/dvcignore

    """

  /// What `init` made.
  public struct Initialized: Sendable {
    /// Absolute.
    public let root: String
    public let isInGit: Bool
  }

  /// Makes a directory a project (formats §1.1).
  /// - Throws: ``InitError``, `FileError`, `GitError`.
  public func initialize(_ options: InitOptions) throws -> Initialized {
    let asked = Paths.absolute(options.directory ?? ".", in: environment.workingDirectory)
    let present = try FileSystem.info(asked)
    if let present, !present.isDirectory { throw WorkspaceError.notADirectory(path: asked) }
    if options.noSCM, options.subdirectory { throw InitError.withoutGitInSubdirectory }
    // A directory that isn't there yet is no root of git's, but may be made a project below one, or without git.
    var nearest = asked
    while try FileSystem.info(nearest) == nil { nearest = Paths.parent(nearest) }
    let root = Paths.absolute(Paths.relative(asked, to: nearest), in: try FileSystem.realPath(nearest))
    let location = options.noSCM ? nil : try GitLocation.discover(from: FileSystem.realPath(nearest))
    if !options.noSCM {
      guard let top = location?.workTree, options.subdirectory || top == root else {
        throw InitError.notInGit(path: root)
      }
    }
    let dotDirectory = Paths.join(root, Repository.directoryName)
    let git = location.map { GitRepository($0, environment: GitEnvironment(environment.variables)) }
    if let git, try git.isIgnored(dotDirectory, isDirectory: true) {
      throw InitError.ignoredByGit(path: Paths.join(root, Repository.directoryName))
    }
    if try FileSystem.info(dotDirectory, followLinks: false) != nil {
      guard try options.force || isUnfinished(dotDirectory) else {
        throw InitError.exists(path: display(dotDirectory))
      }
      try FileSystem.removeTree(dotDirectory)
    }
    let nursery = Repository.nursery(of: root)
    try FileSystem.makeDirectories(nursery)
    let config = Paths.join(dotDirectory, "config")
    var core = options.noSCM ? "    no_scm = True\n" : ""
    if options.hash != .md5 { core += "    hash = \(options.hash.name)\n" }
    let settings = core.isEmpty ? "" : "[core]\n" + core
    // The configuration comes last: without it nothing was made yet. The peer knows a clone by this file's time.
    try FileSystem.write("", to: Paths.join(dotDirectory, "tmp/btime"), nursery: nursery)
    let ignore = Paths.join(root, ".dvcignore")
    if try FileSystem.info(ignore) == nil {
      try FileSystem.write(Self.ignoreTemplate, to: ignore, nursery: nursery)
    }
    if let git {
      let gitIgnore = Paths.join(dotDirectory, ".gitignore")
      try FileSystem.write("/config.local\n/tmp\n/cache\n", to: gitIgnore, nursery: nursery)
      try FileSystem.write(settings, to: config, nursery: nursery)
      try git.stage([config, gitIgnore, ignore])
    }
    if git == nil { try FileSystem.write(settings, to: config, nursery: nursery) }
    return Initialized(root: root, isInGit: git != nil)
  }

  /// Whether an earlier `init` ended before it was done: nothing in there but its own beginnings.
  private func isUnfinished(_ directory: String) throws -> Bool {
    guard try FileSystem.info(directory, followLinks: false)?.isDirectory == true else { return false }
    return try FileSystem.list(directory).allSatisfy { ["tmp", ".gitignore"].contains($0.name) }
  }

  private func display(_ path: String) -> String { Paths.relative(path, to: environment.workingDirectory) }
}

/// Why a project can't be made.
public enum InitError: Error, Equatable, Sendable {
  case withoutGitInSubdirectory
  case notInGit(path: String)
  case exists(path: String)
  case ignoredByGit(path: String)
}

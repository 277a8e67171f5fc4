import Files
import Git
import Manifests
import Workspace

extension Session {
  /// The project around the working directory.
  /// - Throws: `WorkspaceError.notARepository`, configuration errors.
  public func open() throws -> Repository {
    try open(root: RepositoryLocator.find(from: environment.workingDirectory))
  }

  /// The project at `root`, an absolute path with links resolved.
  public func open(root: String) throws -> Repository {
    let config = try loadConfig(root: root)
    let location = config.isWithoutGit ? nil : try GitLocation.discover(from: root)
    return Repository(
      root: root, environment: environment, config: config, gitLocation: location?.workTree == nil ? nil : location,
      progress: progress, cancellation: cancellation)
  }
}

extension Session {
  func loadConfig(root: String) throws -> Config { Config() }
}

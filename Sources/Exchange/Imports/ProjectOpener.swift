import Files
import Git
import Manifests
import Objects
import Workspace

/// Opens projects that are not the user's own: in a directory of this machine, or in a commit of a mirror.
public struct ProjectOpener: Sendable {
  let environment: Environment
  let progress: any ProgressSink
  let cancellation: Cancellation
  /// Where mirrors of other repositories are kept: absolute.
  let mirrors: String

  public init(
    environment: Environment, progress: any ProgressSink, cancellation: Cancellation, mirrors: String
  ) {
    self.environment = environment
    self.progress = progress
    self.cancellation = cancellation
    self.mirrors = mirrors
  }

  /// Where directory objects are kept that are only looked at.
  public var directoryObjects: ObjectStore {
    ObjectStore(root: Paths.join(mirrors, "objects"), settings: .init(durability: .none))
  }

  /// A project with all its own settings, private ones too.
  func project(at root: String) throws -> Repository {
    let config = try Config(places(root)) { try FileSystem.readIfPresent($0) }
    try config.validate()
    let location = config.core.noSCM ? nil : try GitLocation.discover(from: root)
    return Repository(
      root: root, environment: environment, config: config,
      gitLocation: location?.workTree == nil ? nil : location, progress: progress,
      cancellation: cancellation)
  }

  /// A project in a commit, its settings as they stand there beside the user's own.
  /// - Parameter root: where relative paths of its settings count from; need not exist.
  func project(in tree: any SourceTree, below directory: String, root: String) throws -> Repository {
    let places = places(root)
    var config = try Config(places) { path in
      if path == places.file(of: .repository) {
        return try tree.read(Paths.join(directory, Repository.directoryName + "/config"))
      }
      return path == places.file(of: .local) ? nil : try FileSystem.readIfPresent(path)
    }
    config.distrustProject()
    try config.validate()
    return Repository(
      root: root, environment: environment, config: config, gitLocation: nil, progress: progress,
      cancellation: cancellation)
  }

  private func places(_ root: String) -> ConfigPlaces {
    ConfigPlaces(
      system: environment.systemConfigDirectory, global: environment.globalConfigDirectory,
      repository: Paths.join(root, Repository.directoryName), home: environment.home)
  }
}

extension Repository {
  /// The same project with other settings.
  func with(_ config: Config) -> Repository {
    Repository(
      root: root, environment: environment, config: config, gitLocation: gitLocation, progress: progress,
      cancellation: cancellation, durability: durability, rateLimit: rateLimit)
  }
}

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
    let own = try Config(config.places.own) { try FileSystem.readIfPresent($0) }
    try own.validate()
    let location = config.core.noSCM ? nil : try GitLocation.discover(from: root)
    return Repository(
      root: root, environment: environment, config: config,
      gitLocation: location?.workTree == nil ? nil : location,
      progress: progress, cancellation: cancellation,
      durability: Durability(own.durability), rateLimit: own.rateLimit)
  }
}

extension Session {
  /// Reads all levels and checks them against the schema (formats §1.6).
  /// - Throws: `ConfigError`
  func loadConfig(root: String) throws -> Config {
    let config = try configuration(root: root)
    try config.validate()
    tellUnknownFeatures(config)
    return config
  }
}

extension Session {
  /// Features that are gone have no effect, which is said once.
  func tellUnknownFeatures(_ config: Config) {
    let names = config.unknownFeatures.map { "'feature.\($0)'" }
    guard !names.isEmpty, notices.isFirst("feature") else { return }
    let words = names.count == 1 ? "option is" : "options are"
    events.receive(.warning("\(names.joined(separator: ", ")) config \(words) unsupported"))
  }
}

extension Environment {
  /// Where configuration files belong; `root` nil outside of a project.
  func configPlaces(root: String?) -> ConfigPlaces {
    ConfigPlaces(
      system: systemConfigDirectory, global: globalConfigDirectory,
      repository: root.map { Paths.join($0, Repository.directoryName) }, home: home)
  }
}

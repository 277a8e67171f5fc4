import Files
import Manifests
import Workspace

extension Session {
  /// The configuration for a project, or without a `root` the user's alone. Options are not checked yet.
  /// - Throws: `ConfigError.syntax`, `FileError`.
  public func configuration(root: String?) throws -> Config {
    try Config(environment.configPlaces(root: root)) { try FileSystem.readIfPresent($0) }
  }

  /// The configuration that counts in the working directory, which may lie outside of any project.
  public func configuration() throws -> Config {
    do {
      return try configuration(root: RepositoryLocator.find(from: environment.workingDirectory))
    } catch WorkspaceError.notARepository {
      return try configuration(root: nil)
    }
  }

  /// The options that only cairn has, in force in the working directory.
  public func ownConfiguration() throws -> Config {
    try Config(configuration().places.own) { try FileSystem.readIfPresent($0) }
  }

  /// Edits the configuration and writes the files that changed, each atomically. Afterwards all levels are
  /// checked together, as the peer does: an error then tells of a level above the one edited.
  func editConfiguration(own: Bool = false, _ edit: (inout Config) throws(ConfigError) -> Void) throws {
    var config = try own ? ownConfiguration() : configuration()
    let root = try? RepositoryLocator.find(from: environment.workingDirectory)
    try edit(&config)
    for change in try config.changes() {
      if change.level >= .repository, let root { try Repository.refuseLinkOutside(change.path, of: root) }
      try FileSystem.makeDirectories(Paths.parent(change.path))
      // What is shared through git can't be private; the other files can.
      let isPrivate = change.holdsSecrets && change.level != .repository
      try FileSystem.write(
        Array(change.text.utf8), to: change.path, mode: isPrivate ? 0o600 : nil,
        nursery: change.level >= .repository ? root.map(Repository.nursery) : nil)
    }
    try config.validate()
    tellUnknownFeatures(config)
  }
}

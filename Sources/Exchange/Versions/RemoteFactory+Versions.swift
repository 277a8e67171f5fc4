import Hashing
import Manifests
import Remotes
import Workspace

extension RemoteFactory {
  /// Whether a remote keeps files under their own paths, in versions.
  /// - Throws: `ConfigError`, ``ExchangeError``: also for a kind of remote that can't.
  public func isVersioned(_ name: String?) throws -> Bool {
    try isVersioned(repository.config.remote(name, root: repository.root))
  }

  func isVersioned(_ config: ConfigRemote) throws -> Bool {
    guard config.scheme == "s3" else { return false }
    if config.isWorktree, config.options.flag("version_aware") == false {
      throw ExchangeError.worktreeWithoutVersions
    }
    return config.isWorktree || config.isVersionAware
  }

  /// A cloud-versioned remote that knows of some files.
  /// - Returns: nil when it isn't one.
  public func versioned(_ name: String?, _ files: [VersionedFile] = [], _ trees: [ObjectID] = []) throws
    -> VersionedRemote?
  {
    let config = try repository.config.remote(name, root: repository.root)
    guard try isVersioned(config) else { return nil }
    let settings = try s3(config)
    return try VersionedRemote(settings, isWorktree: config.isWorktree, files: files, trees: trees)
  }

  /// The remote, whatever its kind, for those who want certain objects of it.
  /// - Parameter wishes: say which versions a cloud-versioned remote has.
  public func remote(_ name: String?, for wishes: [Wishes.Wish]) throws -> any Remote {
    let files = wishes.flatMap { wish in
      // Each output counts, though the bytes of equal ones come once.
      (0..<wish.outputs).flatMap { _ in wish.record.versionedFiles(at: wish.path, in: wish.members) }
    }
    let trees = wishes.filter { $0.record.files != nil }.map(\.id)
    return try versioned(name, files, trees) ?? remote(name)
  }

  /// The same for those who want what some outputs name.
  /// - Parameter root: of the project.
  public func remote(_ name: String?, for outputs: [Output], root: String) throws -> any Remote {
    var wishes = Wishes()
    wishes.add(outputs, root: root)
    return try remote(name, for: wishes.byRemote.values.flatMap { $0 })
  }
}

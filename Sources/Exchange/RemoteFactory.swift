import Files
import Manifests
import Remotes
import Workspace

/// Makes remotes from their configuration.
public struct RemoteFactory {
  let repository: Repository
  /// Transfers at once; nil: the remote's `jobs`.
  let jobs: Int?

  public init(repository: Repository, jobs: Int?) {
    self.repository = repository
    self.jobs = jobs
  }

  /// - Parameter name: nil for the default remote.
  /// - Throws: `ConfigError`, ``ExchangeError``: also for cloud-versioned remotes, which have to be told of versions.
  public func remote(_ name: String?) throws -> any Remote {
    let config = try repository.config.remote(name, root: repository.root)
    switch config.scheme {
    case nil: return try local(config)
    case "s3":
      if try isVersioned(config) { throw ExchangeError.cloudVersioned(command: "this") }
      return try S3Remote.open(s3(config))
    case "http", "https": return try http(config)
    case "ssh", "sftp": return try shell(config)
    case "webdav", "webdavs": return try webDAV(config)
    case let scheme?: throw ExchangeError.unsupportedScheme(url: config.shownURL, scheme: scheme)
    }
  }

  private func local(_ config: ConfigRemote) throws -> any Remote {
    try refuse(["version_aware", "worktree"], config)
    return LocalRemote(
      name: config.name, path: Paths.absolute(config.localPath ?? config.url, in: repository.dotDirectory),
      jobs: jobs ?? config.jobs ?? Threads.processorCount,
      isShared: config.options.text("shared")?.lowercased() == "group",
      durability: repository.durability)
  }

  /// What an S3 remote's configuration says.
  /// - Throws: ``ExchangeError``
  public func s3(_ config: ConfigRemote) throws -> S3Settings {
    try S3Configuration(config, repository).settings(jobs: jobs)
  }

  /// Options that a kind of remote cannot honour are refused by name when they are on.
  func refuse(_ options: [String], _ config: ConfigRemote) throws {
    for option in options where config.options.flag(option) == true {
      throw ExchangeError.unsupportedOption(remote: config.name, option: option)
    }
  }
}

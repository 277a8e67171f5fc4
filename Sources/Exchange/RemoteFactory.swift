import Files
import Manifests
import Remotes
import Transport
import Workspace

/// Makes remotes from their configuration.
public struct RemoteFactory {
  let repository: Repository
  /// Transfers at once; nil: the remote's `jobs`, which 0 means as well.
  let jobs: Int?
  /// Shared by all remotes that this makes (`core.rate_limit`).
  let rate: RateLimit?

  public init(repository: Repository, jobs: Int?) {
    self.repository = repository
    rate = repository.rateLimit.map { RateLimit(bytesPerSecond: $0) }
    self.jobs = jobs.flatMap { $0 > 0 ? $0 : nil }
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
    case "ssh", "sftp": return limited(try shell(config))
    case "webdav", "webdavs": return try webDAV(config)
    case let scheme?: throw ExchangeError.unsupportedScheme(url: config.shownURL, scheme: scheme)
    }
  }

  private func local(_ config: ConfigRemote) throws -> any Remote {
    try refuse(["version_aware", "worktree"], config)
    let remote = LocalRemote(
      name: config.name, path: Paths.absolute(config.localPath ?? config.url, in: repository.dotDirectory),
      jobs: jobs ?? config.jobs ?? Threads.processorCount,
      isShared: config.options.text("shared")?.lowercased() == "group",
      durability: repository.durability)
    return limited(RetryingRemote(remote))
  }

  /// Remotes that can't hold back in the middle of an object do so between objects.
  func limited(_ remote: any Remote) -> any Remote {
    rate.map { RateLimitedRemote(remote, $0) } ?? remote
  }

  /// What an S3 remote's configuration says.
  /// - Throws: ``ExchangeError``
  public func s3(_ config: ConfigRemote) throws -> S3Settings {
    var settings = try S3Configuration(config, repository).settings(jobs: jobs)
    settings.rate = rate
    return settings
  }

  /// Options that a kind of remote cannot honour are refused by name when they are on.
  func refuse(_ options: [String], _ config: ConfigRemote) throws {
    for option in options where config.options.flag(option) == true {
      throw ExchangeError.unsupportedOption(remote: config.name, option: option)
    }
  }
}

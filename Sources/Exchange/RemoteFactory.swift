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
  /// - Throws: `ConfigError`, ``ExchangeError``
  public func remote(_ name: String?) throws -> any Remote {
    let config = try repository.config.remote(name, root: repository.root)
    guard let path = config.localPath else {
      if config.scheme == "s3" { return try S3Remote.open(s3(config)) }
      throw ExchangeError.unsupportedScheme(url: config.shownURL, scheme: config.scheme ?? "")
    }
    try refuseVersions(config)
    return LocalRemote(
      name: config.name, path: Paths.absolute(path, in: repository.dotDirectory),
      jobs: jobs ?? config.jobs ?? Threads.processorCount,
      isShared: config.options.text("shared")?.lowercased() == "group")
  }

  /// What an S3 remote's configuration says.
  /// - Throws: `ConfigError`, ``ExchangeError``
  public func s3(_ config: ConfigRemote) throws -> S3Settings {
    try refuseVersions(config)
    return try S3Configuration(config, repository).settings(jobs: jobs)
  }

  private func refuseVersions(_ config: ConfigRemote) throws {
    for option in ["version_aware", "worktree"] where config.options.flag(option) == true {
      throw ExchangeError.unsupportedOption(remote: config.name, option: option)
    }
  }
}

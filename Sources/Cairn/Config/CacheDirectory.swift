import Manifests

extension Session {
  private static let cacheDirectoryOption = ConfigAddress("cache", "dir")

  /// `cache dir`: the directory of the cache as one file says, or as it is in force.
  /// - Returns: an absolute path.
  /// - Throws: `ConfigError` when a given level doesn't say, or outside of a project nobody does.
  public func cacheDirectory(at level: ConfigLevel?) throws -> String {
    let config = try configuration()
    if let level { return try config.find(Self.cacheDirectoryOption, at: level).text }
    guard let directory = config.cache.directory else {
      throw ConfigError.noSuchOption(Self.cacheDirectoryOption)
    }
    return directory
  }

  /// `cache dir PATH`, relative to the working directory.
  public func setCacheDirectory(_ path: String, at level: ConfigLevel?) throws {
    try setConfig(Self.cacheDirectoryOption, to: path, at: level)
  }

  /// `cache dir --unset`.
  public func unsetCacheDirectory(at level: ConfigLevel?) throws {
    try unsetConfig(Self.cacheDirectoryOption, at: level)
  }
}

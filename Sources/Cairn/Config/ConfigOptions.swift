import Manifests

extension Session {
  /// `config NAME`: the value in one file, or in the highest that has it; nil when none has.
  /// - Throws: `ConfigError` when a given level lacks it.
  public func configValue(_ name: ConfigAddress, at level: ConfigLevel?) throws -> Config.Found? {
    let config = try name.isOwn ? ownConfiguration() : configuration()
    guard let level else { return config.find(name) }
    return try config.find(name, at: level)
  }

  /// `config --list`: every value of one file or of all.
  public func configValues(at level: ConfigLevel?) throws -> [Config.Found] {
    try configuration().list(at: level) + ownConfiguration().list(at: level)
  }

  /// `config NAME VALUE`. Without a level the project's shared file is meant.
  public func setConfig(_ name: ConfigAddress, to value: String, at level: ConfigLevel?) throws {
    try editConfiguration(own: name.isOwn) { config throws(ConfigError) in
      try config.set(name, to: value, at: level ?? .repository, from: environment.workingDirectory)
    }
  }

  /// `config --unset NAME`.
  public func unsetConfig(_ name: ConfigAddress, at level: ConfigLevel?) throws {
    try editConfiguration(own: name.isOwn) { config throws(ConfigError) in
      try config.unset(name, at: level ?? .repository)
    }
  }
}

import Manifests

extension Session {
  /// A line of `remote list`.
  public struct ListedRemote: Equatable, Sendable {
    public let name: String
    /// The place with relative paths resolved, `remote://` as written.
    public let url: String
    public let isDefault: Bool
  }

  /// `remote list`: the remotes of one file or of all, in the order they appear.
  public func remotes(at level: ConfigLevel?) throws -> [ListedRemote] {
    let config = try configuration()
    let chosen = config.defaultRemote(at: level)?.lowercased()
    var all: [ListedRemote] = []
    for found in try config.list(at: level) {
      guard found.address.section == "remote", found.address.option == "url", let name = found.address.name
      else {
        continue
      }
      let remote = ListedRemote(name: name, url: found.text, isDefault: name == chosen)
      if let at = all.firstIndex(where: { $0.name == name }) { all[at] = remote } else { all.append(remote) }
    }
    return all
  }

  /// `remote add`.
  /// - Returns: the name as it was recorded, in lower case.
  @discardableResult
  public func addRemote(_ options: RemoteAddOptions) throws -> String {
    try editConfiguration { config throws(ConfigError) in
      try config.addRemote(
        options.name, url: options.url, at: options.level ?? .repository, from: environment.workingDirectory,
        isDefault: options.isDefault, force: options.force)
    }
    return options.name.lowercased()
  }

  /// `remote default`: the default remote as one file says, or as it is in force; nil when there is none.
  public func defaultRemote(at level: ConfigLevel?) throws -> String? {
    let config = try configuration()
    if let level, config.places.file(of: level) == nil { throw ConfigError.notInRepository }
    return config.defaultRemote(at: level)
  }

  /// `remote default NAME`; nil is `--unset`.
  public func setDefaultRemote(_ name: String?, at level: ConfigLevel?) throws {
    try editConfiguration { config throws(ConfigError) in
      if let name {
        try config.setDefaultRemote(name, at: level)
      } else {
        try config.unsetDefaultRemote(at: level ?? .repository)
      }
    }
  }

  /// `remote modify NAME OPTION VALUE`; nil is `--unset`.
  public func modifyRemote(_ name: String, option: String, to value: String?, at level: ConfigLevel?) throws {
    try editConfiguration { config throws(ConfigError) in
      try config.modifyRemote(
        name, option: option, value: value, at: level, from: environment.workingDirectory)
    }
  }

  /// `remote remove NAME`.
  public func removeRemote(_ name: String, at level: ConfigLevel?) throws {
    try editConfiguration { config throws(ConfigError) in
      try config.removeRemote(name, at: level ?? .repository)
    }
  }

  /// `remote rename NAME NEW`.
  public func renameRemote(_ name: String, to new: String, at level: ConfigLevel?) throws {
    try editConfiguration { config throws(ConfigError) in
      try config.renameRemote(name, to: new, at: level ?? .repository)
    }
  }
}

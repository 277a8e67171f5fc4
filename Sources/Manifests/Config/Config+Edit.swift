import Documents

/// A config file to be written.
public struct ConfigChange: Equatable, Sendable {
  public let level: ConfigLevel
  public let path: String
  public let text: String
  /// Something in it must stay private: a mode of 0600 is due.
  public let holdsSecrets: Bool
}

/// Edits. Each works on one level's file and checks that level together with those below it, as the peer does;
/// `validate()` after writing tells whether higher levels still agree. A failed edit changes nothing.
extension Config {
  /// The files that edits have changed, lowest level first.
  public func changes() throws(ConfigError) -> [ConfigChange] {
    var all: [ConfigChange] = []
    for level in edited.sorted() {
      guard let path = places.file(of: level), let directory = places.directory(of: level) else { continue }
      let file = files[level] ?? ConfigFile()
      all.append(
        ConfigChange(
          level: level, path: path, text: try file.text(directory: directory),
          holdsSecrets: file.holdsSecrets))
    }
    return all
  }

  /// Sets an option. A relative path counts from `base`, the caller's current directory.
  public mutating func set(
    _ address: ConfigAddress, to value: String, at level: ConfigLevel, from base: String
  ) throws(ConfigError) {
    let value = try written(address, value, level, base)
    try edit(level) { file in
      file.edit(address.section, address.name) { $0[address.option] = .text(value) }
    }
  }

  /// Removes an option. Throws when the level doesn't have it.
  public mutating func unset(_ address: ConfigAddress, at level: ConfigLevel) throws(ConfigError) {
    _ = try find(address, at: level)
    if address.isWholeRemote {
      return try edit(level) { file in
        file.sections.removeAll { $0.has(address.section, address.option) }
      }
    }
    try edit(level) { file in
      file.edit(address.section, address.name) { $0[address.option] = nil }
    }
  }

  private func written(
    _ address: ConfigAddress, _ value: String, _ level: ConfigLevel, _ base: String
  ) throws(ConfigError) -> String {
    guard let directory = places.directory(of: level) else { throw .notInRepository }
    guard ConfigSchema.isPath(section: address.section, option: address.option) else { return value }
    return ConfigPath.written(value, from: base, to: directory)
  }

  private mutating func edit(_ level: ConfigLevel, _ body: (inout ConfigFile) -> Void) throws(ConfigError) {
    guard let directory = places.directory(of: level) else { throw .notInRepository }
    var copy = self
    var file = files[level] ?? ConfigFile()
    body(&file)
    copy.files[level] = file
    copy.edited.insert(level)
    try ConfigCheck.check(copy.merged(upTo: level), isOwn: places.isOwn)
    _ = try file.text(directory: directory)
    self = copy
  }
}

// MARK: - Remotes

extension Config {
  /// Adds a remote. `force` replaces one of that name, options and all.
  public mutating func addRemote(
    _ name: String, url: String, at level: ConfigLevel, from base: String, isDefault: Bool = false,
    force: Bool = false
  ) throws(ConfigError) {
    let name = name.lowercased()
    if !force, files[level]?["remote", name] != nil { throw .remoteExists(name) }
    let url = try written(ConfigAddress("remote", name: name, "url"), url, level, base)
    try edit(level) { file in
      file.edit("remote", name) { $0.options = [ConfigDocument.Option("url", .text(url))] }
      if isDefault { file.edit("core", nil) { $0["remote"] = .text(name) } }
    }
  }

  /// The default remote as one level or all of them have it.
  public func defaultRemote(at level: ConfigLevel? = nil) -> String? {
    let address = ConfigAddress("core", "remote")
    let found = if let level { try? find(address, at: level) } else { find(address) }
    return found?.text
  }

  /// - Parameter level: nil: the project's shared file, for a remote of any file.
  public mutating func setDefaultRemote(_ name: String, at asked: ConfigLevel?) throws(ConfigError) {
    let name = name.lowercased()
    let level = asked ?? .repository
    guard places.file(of: level) != nil else { throw .notInRepository }
    guard merged(upTo: asked ?? .local)["remote", name] != nil else { throw .defaultNotListed }
    try edit(level) { file in file.edit("core", nil) { $0["remote"] = .text(name) } }
  }

  /// Removes `core.remote` from a level; nothing there is fine.
  public mutating func unsetDefaultRemote(at level: ConfigLevel) throws(ConfigError) {
    try edit(level) { file in file.edit("core", nil) { $0["remote"] = nil } }
  }

  /// Sets an option of a remote known at this level or below; nil removes it, which is fine when it isn't there.
  /// - Parameter asked: nil: the project's shared file, for a remote of any file.
  public mutating func modifyRemote(
    _ name: String, option: String, value: String?, at asked: ConfigLevel?, from base: String
  ) throws(ConfigError) {
    let name = name.lowercased()
    let level = asked ?? .repository
    guard places.file(of: level) != nil else { throw .notInRepository }
    guard merged(upTo: asked ?? .local)["remote", name] != nil else { throw .remoteMissing(name) }
    let address = ConfigAddress("remote", name: name, option)
    var text: String?
    if let value { text = try written(address, value, level, base) }
    try edit(level) { file in
      file.edit("remote", name) { $0[option] = text.map(ConfigDocument.Value.text) }
    }
  }

  /// Removes a remote from its level, and `core.remote` where it names it, here and at higher levels.
  public mutating func removeRemote(_ name: String, at level: ConfigLevel) throws(ConfigError) {
    let name = name.lowercased()
    var copy = self
    guard places.file(of: level) != nil else { throw .notInRepository }
    guard files[level]?["remote", name] != nil else { throw .remoteMissing(name) }
    try copy.edit(level) { file in file.sections.removeAll { $0.has("remote", name) } }
    try copy.replaceDefault(name, with: nil, from: level)
    self = copy
  }

  /// Renames a remote in its level, and `core.remote` where it names it, here and at higher levels. The
  /// section goes to the end of the file, its name as given.
  public mutating func renameRemote(
    _ name: String, to new: String, at level: ConfigLevel
  ) throws(ConfigError) {
    let name = name.lowercased()
    guard places.file(of: level) != nil else { throw .notInRepository }
    // A name that any file has is taken. The peer compares it as it stands, so that a change of case is possible.
    if merged(upTo: .local)["remote", new] != nil, new.lowercased() != name || new == new.lowercased() {
      throw .remoteNameTaken(new)
    }
    guard let index = files[level]?.index("remote", name) else { throw .remoteMissing(name) }
    var copy = self
    try copy.edit(level) { file in
      var section = file.sections.remove(at: index)
      section.name = new
      file.sections.append(section)
    }
    try copy.replaceDefault(name, with: new, from: level)
    self = copy
  }

  private mutating func replaceDefault(
    _ name: String, with new: String?, from level: ConfigLevel
  ) throws(ConfigError) {
    for each in ConfigLevel.allCases where each >= level {
      guard case .text(let text)? = files[each]?["core", nil]?["remote"], text.lowercased() == name else {
        continue
      }
      try edit(each) { file in
        file.edit("core", nil) { $0["remote"] = new.map(ConfigDocument.Value.text) }
      }
    }
  }
}

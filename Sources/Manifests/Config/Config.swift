import Documents

/// The configuration of a project, or outside of one of the user: up to four files, merged option by option.
///
/// A value: edits change it in memory, `changes` tells what then has to be written. Nothing here touches the
/// disk or the environment.
public struct Config: Sendable {
  public let places: ConfigPlaces
  var files: [ConfigLevel: ConfigFile] = [:]
  /// Levels edited since loading.
  var edited: Set<ConfigLevel> = []

  /// Reads what is there. `read` gives a file's bytes, nil when it doesn't exist; its errors pass through.
  /// Throws `ConfigError.syntax` for a broken file. Options are not checked: see `validate()`.
  public init(
    _ places: ConfigPlaces, read: (_ path: String) throws -> [UInt8]?
  ) throws {
    self.places = places
    for level in ConfigLevel.allCases {
      guard let path = places.file(of: level), let bytes = try read(path) else { continue }
      try load(level, bytes)
    }
  }

  /// The defaults: no file at all.
  public init(_ places: ConfigPlaces = ConfigPlaces()) { self.places = places }

  /// Replaces a level's content by a file's text.
  public mutating func load(_ level: ConfigLevel, _ bytes: [UInt8]) throws(ConfigError) {
    do throws(DocumentError) {
      files[level] = ConfigFile(try ConfigDocument.load(bytes))
    } catch {
      throw .syntax(path: places.file(of: level) ?? "", error)
    }
  }

  /// The merge of all levels up to and with `level`. Path-valued options are absolute.
  func merged(upTo level: ConfigLevel = .local) -> ConfigFile {
    var merged = ConfigFile()
    for each in ConfigLevel.allCases where each <= level {
      guard let file = files[each] else { continue }
      merged.stray += file.stray
      for section in file.sections {
        merged.edit(section.kind, section.name) {
          $0.inner += section.inner
          for option in section.options {
            $0[option.name] = resolved(option.value, section.kind, option.name, each)
          }
        }
      }
    }
    return merged
  }

  private func resolved(
    _ value: ConfigDocument.Value, _ section: String, _ option: String, _ level: ConfigLevel
  ) -> ConfigDocument.Value {
    guard case .text(let text) = value, ConfigSchema.isPath(section: section, option: option),
      let directory = places.directory(of: level)
    else { return value }
    return .text(ConfigPath.resolve(text, in: directory, home: places.home))
  }

  /// Checks all levels together against the schema. Reading commands don't need it, all others do.
  public func validate() throws(ConfigError) {
    try ConfigCheck.check(merged(), isOwn: places.isOwn)
  }
}

// MARK: - Look-up

extension Config {
  /// A value, where it comes from, and how the peer prints it.
  public struct Found: Equatable, Sendable {
    public let address: ConfigAddress
    public let text: String
    public let level: ConfigLevel
    /// The file it stands in.
    public let path: String

    /// How the peer names the file: the project's ones relative to the root.
    public var origin: String {
      switch level {
      case .system, .global: path
      case .repository: ".dvc/config"
      case .local: ".dvc/config.local"
      }
    }
  }

  /// The value with the highest level that has it; nil when none does.
  public func find(_ address: ConfigAddress) -> Found? {
    for level in ConfigLevel.allCases.reversed() {
      if let found = look(up: address, at: level) { return found }
    }
    return nil
  }

  /// The value in one file. Throws when it, its section or its remote isn't there.
  public func find(_ address: ConfigAddress, at level: ConfigLevel) throws(ConfigError) -> Found {
    guard places.file(of: level) != nil else { throw .notInRepository }
    if let found = look(up: address, at: level) { return found }
    throw missing(address, at: level)
  }

  func missing(_ address: ConfigAddress, at level: ConfigLevel) -> ConfigError {
    if let name = address.name, files[level]?[address.section, name] == nil {
      return .noSuchRemote(name)
    }
    if address.name == nil, !address.isWholeRemote, ConfigSchema.sections[address.section] == nil {
      return .noSuchSection(address.section)
    }
    return .noSuchOption(address)
  }

  private func look(up address: ConfigAddress, at level: ConfigLevel) -> Found? {
    if address.isWholeRemote { return look(upWhole: address, at: level) }
    guard let value = files[level]?[address.section, address.name]?[address.option],
      let path = places.file(of: level)
    else { return nil }
    let text = ConfigScalar.text(resolved(value, address.section, address.option, level))
    return Found(address: address, text: text, level: level, path: path)
  }

  /// `remote.NAME`: all options of a remote, as the peer prints a dictionary.
  private func look(upWhole address: ConfigAddress, at level: ConfigLevel) -> Found? {
    guard let section = files[level]?[address.section, address.option],
      let path = places.file(of: level)
    else { return nil }
    let options = section.options.map { option in
      let value = ConfigScalar.text(resolved(option.value, address.section, option.name, level))
      return PythonText.quoted(option.name) + ": " + PythonText.quoted(value)
    }
    return Found(address: address, text: "{\(options.joined(separator: ", "))}", level: level, path: path)
  }

  /// All options of one level or of all, lowest level first, sections with names before the others.
  public func list(at level: ConfigLevel? = nil) throws(ConfigError) -> [Found] {
    if let level, places.file(of: level) == nil { throw .notInRepository }
    var all: [Found] = []
    for each in ConfigLevel.allCases where level == nil || level == each {
      let sections = files[each]?.sections ?? []
      for section in sections.filter({ $0.name != nil }) + sections.filter({ $0.name == nil }) {
        for option in section.options {
          let address =
            section.name.map { ConfigAddress(section.kind, name: $0, option.name) }
            ?? ConfigAddress(section.kind, option.name)
          if let found = look(up: address, at: each) { all.append(found) }
        }
      }
    }
    return all
  }
}

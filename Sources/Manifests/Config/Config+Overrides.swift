import Documents

/// Settings laid over a project's own for one look at it (`--config`, `--remote`, `--remote-config`); never written.
extension Config {
  /// Lays a config file's text over the project's settings. Relative paths in it count from the project's `.dvc`.
  public mutating func overlay(file bytes: [UInt8], path: String) throws(ConfigError) {
    do throws(DocumentError) {
      overlay(ConfigFile(try ConfigDocument.load(bytes)))
    } catch {
      throw .syntax(path: path, error)
    }
  }

  /// Lays settings over the project's: `{section: {option: value}}`, with one level more for named sections.
  public mutating func overlay(_ settings: Mapping) {
    var file = ConfigFile()
    for entry in settings.entries {
      guard let kind = entry.key.string, let options = entry.value.map else { continue }
      if ConfigSchema.namedSections.contains(kind) {
        for entry in options.entries {
          guard let name = entry.key.string, let options = entry.value.map else { continue }
          file.edit(kind, name) { Self.set(options, &$0) }
        }
      } else {
        file.edit(kind, nil) { Self.set(options, &$0) }
      }
    }
    overlay(file)
  }

  /// Makes a remote the default one.
  public mutating func overlay(defaultRemote name: String) {
    var file = ConfigFile()
    file.edit("core", nil) { $0["remote"] = .text(name.lowercased()) }
    overlay(file)
  }

  /// Lays options over those of the default remote. Without one they make it, if they say where it is.
  /// - Throws: `noDefaultRemote`
  public mutating func overlay(defaultRemoteOptions options: Mapping, root: String) throws(ConfigError) {
    if core.remote == nil {
      guard options["url"]?.string != nil else {
        throw .noDefaultRemote(root: root, hasRemotes: !remoteNames.isEmpty)
      }
      // The peer's name for it.
      overlay(defaultRemote: "auto-generated-upstream")
    }
    guard let name = core.remote else { throw .noDefaultRemote(root: root, hasRemotes: !remoteNames.isEmpty) }
    var file = ConfigFile()
    file.edit("remote", name) { Self.set(options, &$0) }
    overlay(file)
  }

  private static func set(_ options: Mapping, _ section: inout ConfigFile.Section) {
    for entry in options.entries {
      guard let name = entry.key.string else { continue }
      let value = entry.value
      let text = value.string ?? value.int.map { "\($0)" } ?? value.bool.map { $0 ? "true" : "false" }
      if let text { section[name.lowercased()] = .text(text) }
    }
  }

  private mutating func overlay(_ over: ConfigFile) {
    var file = files[.local] ?? ConfigFile()
    for section in over.sections {
      file.edit(section.kind, section.name) {
        for option in section.options { $0[option.name] = option.value }
      }
    }
    files[.local] = file
  }
}

extension Config {
  /// Drops what would make a stranger's settings run a program here.
  public mutating func distrustProject() {
    for level in [ConfigLevel.repository, .local] {
      guard var file = files[level] else { continue }
      for index in file.sections.indices { file.sections[index]["bearer_token_command"] = nil }
      files[level] = file
    }
  }
}

import Documents

/// Holds merged config against the schema; the first fault is thrown.
enum ConfigCheck {
  static func check(_ file: ConfigFile, isOwn: Bool = false) throws(ConfigError) {
    if isOwn { return try checkOwn(file) }
    if let stray = file.stray.first {
      throw ConfigSchema.sections[stray] == nil && !ConfigSchema.namedSections.contains(stray)
        ? .unknown([stray]) : .badValue([stray], expected: "expected a dictionary")
    }
    for section in file.sections where section.name == nil { try checkPlain(section) }
    for section in file.sections where section.name != nil {
      if section.kind == "remote" { try checkRemote(section) }
      if section.kind == "db" { try check(section, ConfigSchema.database) }
    }
  }

  private static func checkOwn(_ file: ConfigFile) throws(ConfigError) {
    if let stray = file.stray.first { throw .unknown([stray]) }
    for section in file.sections {
      guard section.name == nil, let schema = ConfigSchema.own[section.kind] else {
        throw .unknown(section.place)
      }
      try check(section, schema)
    }
  }

  private static func checkPlain(_ section: ConfigFile.Section) throws(ConfigError) {
    guard let schema = ConfigSchema.sections[section.kind] else {
      if ConfigSchema.namedSections.contains(section.kind), let option = section.options.first {
        throw .badValue([section.kind, option.name], expected: "expected a dictionary")
      }
      throw .unknown([section.kind])
    }
    try check(section, schema)
    if section.kind == "hydra", section["config_dir"] != nil, section["config_module"] != nil {
      throw .exclusive([section.kind], group: "config_source")
    }
  }

  private static func checkRemote(_ section: ConfigFile.Section) throws(ConfigError) {
    guard let value = section["url"] else { throw .incomplete(section.place, option: "url") }
    guard case .text(let url) = value else {
      throw .badValue(section.place + ["url"], expected: "expected str")
    }
    let scheme = ConfigPath.scheme(of: url)
    guard let schema = ConfigSchema.remote(scheme: scheme),
      scheme != "file" || url.utf8.dropFirst("file://".utf8.count).first == UInt8(ascii: "/")
    else {
      throw .badValue(section.place, expected: "Unsupported URL type \(scheme ?? "")://")
    }
    if let schema { try check(section, schema) }
  }

  private static func check(
    _ section: ConfigFile.Section, _ schema: [String: ConfigSchema.Kind]
  ) throws(ConfigError) {
    for option in section.options {
      // Features come and go: one that isn't known is let be, and told of (``Config/unknownFeatures``).
      if section.kind == "feature", schema[option.name] == nil { continue }
      guard let kind = schema[option.name] else { throw .unknown(section.place + [option.name]) }
      if let expected = fault(option.value, kind) {
        throw .badValue(section.place + [option.name], expected: expected)
      }
    }
    if let inner = section.inner.first { throw .unknown(section.place + [inner]) }
  }

  /// Why `value` is not of `kind`, in the peer's words; nil when it is.
  private static func fault(_ value: ConfigDocument.Value, _ kind: ConfigSchema.Kind) -> String? {
    switch (kind, value) {
    case (.anything, _), (.text, .text), (.path, .text), (.url, .text): return nil
    case (.text, .list), (.path, .list), (.url, .list): return "expected str"
    case (.impossible, _): return "expected bool"
    case (.flag, .text(let text)): return ConfigScalar.flag(text) == nil ? "expected true or false" : nil
    case (.flag, .list): return "expected true or false"
    case (.integer(let from, let to), .text(let text)):
      guard let number = ConfigScalar.integer(text) else { return "expected int" }
      if let from, number < from { return "value must be at least \(from)" }
      if let to, number > to { return "value must be at most \(to)" }
      return nil
    case (.integer, .list): return "expected int"
    case (.number, .text(let text)):
      guard let number = ConfigScalar.number(text) else { return "expected float" }
      return number >= 0 ? nil : "value must be at least 0"
    case (.bytes, let value):
      if case .text(let text) = value, ConfigScalar.bytes(text) != nil { return nil }
      return "expected a number of bytes such as 512K or 10M"
    case (.number, .list): return "expected float"
    case (.choice(let choices), .text(let text)) where choices.contains(text.lowercased()): return nil
    case (.choice(let choices), _):
      return "expected one of \(choices.joined(separator: ", "))"
    case (.linkTypes, let value):
      let unknown = ConfigScalar.items(value).filter { CacheLinkType(rawValue: $0) == nil }
      return unknown.isEmpty ? nil : "Unsupported cache type(s): \(unknown.joined(separator: ", "))"
    }
  }
}

import Documents

/// The content of one config file: sections with names in lower case.
struct ConfigFile: Equatable, Sendable {
  struct Section: Equatable, Sendable {
    /// `core`, `remote`; the whole title when the schema doesn't know it.
    let kind: String
    /// As it will be written; compared in lower case.
    var name: String?
    var options: [ConfigDocument.Option]
    /// Titles of `[[inner]]` sections, which the schema refuses.
    var inner: [String] = []

    func has(_ kind: String, _ name: String?) -> Bool {
      self.kind == kind && self.name?.lowercased() == name?.lowercased()
    }

    subscript(option: String) -> ConfigDocument.Value? {
      get { options.first { $0.name == option }?.value }
      set {
        let at = options.firstIndex { $0.name == option }
        switch (at, newValue) {
        case (let at?, let value?): options[at].value = value
        case (let at?, nil): options.remove(at: at)
        case (nil, let value?): options.append(ConfigDocument.Option(option, value))
        case (nil, nil): break
        }
      }
    }

    /// Its place for messages.
    var place: [String] { [kind] + (name.map { [$0.lowercased()] } ?? []) }
  }

  var sections: [Section] = []
  /// Options outside of any section, which the schema refuses.
  var stray: [String] = []

  init() {}

  /// Of sections (and options) whose names differ only in case, the last one counts, in the first one's place.
  init(_ document: ConfigDocument) {
    stray = document.options.map { $0.name.lowercased() }
    for section in document.sections {
      let (kind, name) = Self.title(section.name)
      var read = Section(kind: kind, name: name, options: [], inner: section.sections.map(\.name))
      for option in section.options { read[option.name.lowercased()] = option.value }
      if let at = index(kind, name) { sections[at] = read } else { sections.append(read) }
    }
  }

  /// `remote "x"` apart.
  private static func title(_ text: String) -> (kind: String, name: String?) {
    let lower = text.lowercased()
    for kind in ConfigSchema.namedSections where lower.utf8.starts(with: kind.utf8) {
      let rest = lower.utf8.dropFirst(kind.utf8.count).drop { $0 == 0x20 || $0 == 0x09 }
      guard rest.count >= 2, rest.first == UInt8(ascii: "\""), rest.last == UInt8(ascii: "\"") else {
        continue
      }
      return (kind, String(Substring(rest.dropFirst().dropLast())))
    }
    return (lower, nil)
  }

  func index(_ kind: String, _ name: String?) -> Int? { sections.firstIndex { $0.has(kind, name) } }

  subscript(kind: String, name: String?) -> Section? { index(kind, name).map { sections[$0] } }

  /// Edits a section, making it at the end when it isn't there.
  mutating func edit(_ kind: String, _ name: String?, _ body: (inout Section) -> Void) {
    if let at = index(kind, name) { return body(&sections[at]) }
    var section = Section(kind: kind, name: name?.lowercased(), options: [])
    body(&section)
    sections.append(section)
  }

  /// The file's text: plain sections, empty ones left out, then those with names. Relative paths are tidied.
  func text(directory: String) throws(ConfigError) -> String {
    let plain = sections.filter { $0.name == nil && !$0.options.isEmpty }
    var document = ConfigDocument()
    for section in plain + sections.filter({ $0.name != nil }) {
      var options = section.options
      for i in options.indices where ConfigSchema.isPath(section: section.kind, option: options[i].name) {
        guard case .text(let value) = options[i].value else { continue }
        options[i].value = .text(ConfigPath.written(value, from: directory, to: directory))
      }
      let title = section.name.map { "\(section.kind) \"\($0)\"" } ?? section.kind
      document.sections.append(ConfigDocument.Section(title, options))
    }
    do throws(DocumentError) {
      return try document.dump()
    } catch {
      throw ConfigError.unquotable(Self.culprit(in: document))
    }
  }

  private static func culprit(in document: ConfigDocument) -> String {
    for section in document.sections {
      let own = ConfigDocument(sections: [ConfigDocument.Section(section.name)])
      if (try? own.dump()) == nil { return section.name }
      for option in section.options {
        let alone = ConfigDocument(options: [option])
        if (try? alone.dump()) == nil, case .text(let text) = option.value { return text }
      }
    }
    return ""
  }

  var holdsSecrets: Bool {
    sections.contains { section in
      section.options.contains {
        guard case .text(let value) = $0.value else { return false }
        return ConfigSecrets.holds($0.name, value)
      }
    }
  }
}

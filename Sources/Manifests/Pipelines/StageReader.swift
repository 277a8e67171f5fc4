import Documents

/// Reads a stage whose texts are final.
struct StageReader {
  let name: String
  let fields: Mapping
  /// The pipeline file, for messages.
  let file: String

  func stage() throws(TemplateError) -> ResolvedStage {
    ResolvedStage(
      name: name, command: command, workingDirectory: try text("wdir"), dependencies: try texts("deps"),
      params: try params(), outputs: try outputs(), isFrozen: fields["frozen"]?.bool ?? false,
      isAlwaysChanged: fields["always_changed"]?.bool ?? false,
      desc: fields["desc"].flatMap { $0.isNull ? nil : PythonType.text(of: $0) },
      meta: fields["meta"].flatMap { $0.isNull ? nil : $0 })
  }

  /// A scalar that came out of `${}` counts as its text.
  private var command: Command {
    if let command = Command(fields["cmd"]) { return command }
    return .line(fields["cmd"].map { $0.isNull ? "" : PythonType.text(of: $0) } ?? "")
  }

  private func wrong(_ reason: TemplateReason, _ key: String) -> TemplateError {
    TemplateError(reason, at: .key("stages.\(name).\(key)"), in: file)
  }

  private func text(_ key: String) throws(TemplateError) -> String? {
    guard let value = fields[key], !value.isNull else { return nil }
    guard let text = value.string else {
      throw wrong(.wrongType(expected: "str", got: PythonType.name(of: value)), key)
    }
    return text
  }

  private func texts(_ key: String) throws(TemplateError) -> [String] {
    var texts: [String] = []
    for item in fields[key]?.list ?? [] {
      guard let text = item.string else {
        throw wrong(.wrongType(expected: "str", got: PythonType.name(of: item)), key)
      }
      texts.append(text)
    }
    return texts
  }

  private func params() throws(TemplateError) -> [ParamsRequest] {
    var requests: [ParamsRequest] = []
    for item in fields["params"]?.list ?? [] {
      switch item {
      case .string(let key): add([key], of: defaultParamsFile, to: &requests)
      case .map(let files):
        for entry in files.entries {
          let file = PythonType.text(of: entry.key)
          switch entry.value {
          case .null: add(nil, of: file, to: &requests)
          case .list(let keys): add(keys.isEmpty ? nil : keys.map(PythonType.text), of: file, to: &requests)
          default: throw wrong(.wrongParams(file: file, got: PythonType.name(of: entry.value)), "params")
          }
        }
      default: throw wrong(.wrongType(expected: "str", got: PythonType.name(of: item)), "params")
      }
    }
    return requests
  }

  /// A whole file wins over keys of it.
  private func add(_ keys: [String]?, of file: String, to requests: inout [ParamsRequest]) {
    guard let index = requests.firstIndex(where: { $0.file == file }) else {
      requests.append(ParamsRequest(file: file, keys: keys.map(Self.unique)))
      return
    }
    guard let before = requests[index].keys, let keys else {
      requests[index].keys = nil
      return
    }
    requests[index].keys = Self.unique(before + keys)
  }

  private static func unique(_ keys: [String]) -> [String] {
    var seen: Set<String> = []
    return keys.filter { seen.insert($0).inserted }
  }

  private func outputs() throws(TemplateError) -> [StageOutput] {
    var all: [StageOutput] = []
    for kind in StageOutput.Kind.allCases {
      var flagsByPath = Mapping()
      for item in fields[kind.rawValue]?.list ?? [] {
        switch item {
        case .string(let path): flagsByPath[path] = flagsByPath[path] ?? .map(Mapping())
        case .map(let items):
          for entry in items.entries {
            let path = PythonType.text(of: entry.key)
            guard let flags = entry.value.map else {
              throw wrong(.wrongType(expected: "dict", got: PythonType.name(of: entry.value)), kind.rawValue)
            }
            flagsByPath[path] = .map(Self.merged(flagsByPath[path]?.map, flags))
          }
        default: throw wrong(.wrongType(expected: "str", got: PythonType.name(of: item)), kind.rawValue)
        }
      }
      for entry in flagsByPath.entries {
        guard let path = entry.key.string, let flags = entry.value.map else { continue }
        all.append(StageOutput(path: path, kind: kind, flags: flags))
      }
    }
    return all
  }

  private static func merged(_ old: Mapping?, _ new: Mapping) -> Mapping {
    guard var flags = old else { return new }
    for entry in new.entries { flags[value: entry.key] = entry.value }
    return flags
  }
}

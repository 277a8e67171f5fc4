import Documents

/// The variables in force, with where each came from.
struct Variables: Sendable {
  private enum Loaded: Sendable {
    case whole
    case keys(Set<String>)
  }
  private struct Source: Sendable {
    let name: String
    let isFile: Bool
    let values: Mapping
  }

  private(set) var merged = Mapping()
  private var sources: [Source] = []
  private var loaded: [String: Loaded] = [:]

  /// Adds a mapping. Mappings merge; anything else may be defined once.
  mutating func merge(_ new: Mapping, from name: String, isFile: Bool = false) throws(TemplateReason) {
    let clean = try Self.cleaned(new, source: name)
    try merge(clean, into: &merged, path: "", from: name)
    sources.append(Source(name: name, isFile: isFile, values: clean))
  }

  /// Notes that a file's content, or some keys of it, is about to be merged. False when it is there already.
  mutating func willLoad(_ spec: VariableFileSpec, path: String) throws(TemplateReason) -> Bool {
    switch (loaded[path], spec.keys.isEmpty) {
    case (nil, true): loaded[path] = .whole
    case (nil, false): loaded[path] = .keys(Set(spec.keys))
    case (.whole?, true): return false
    case (.whole?, false): throw .alreadyLoaded(spec.text)
    case (.keys?, true): throw .partlyLoaded(spec.text)
    case (.keys(let before)?, false):
      if !before.isDisjoint(with: spec.keys) { throw .partlyLoaded(spec.text) }
      loaded[path] = .keys(before.union(spec.keys))
    }
    return true
  }

  func value(at path: [String]) -> Value? {
    guard let first = path.first, let value = merged[first] else { return nil }
    return Lookup.value(at: path.dropFirst(), in: value)
  }

  /// The file that defines the variable at `path`, if a file does.
  func file(of path: [String]) -> String? {
    sources.first { Lookup.value(at: path, in: .map($0.values)) != nil }.flatMap { $0.isFile ? $0.name : nil }
  }

  private func merge(
    _ new: Mapping, into existing: inout Mapping, path: String, from name: String
  ) throws(TemplateReason) {
    for entry in new.entries {
      guard let key = entry.key.string else { continue }
      let here = path.isEmpty ? key : path + "." + key
      switch (existing[key], entry.value) {
      case (nil, let value): existing[key] = value
      case (.map(var inside)?, .map(let more)):
        try merge(more, into: &inside, path: here, from: name)
        existing[key] = .map(inside)
      default: throw .redefined(key: here, from: name, existing: source(of: here))
      }
    }
  }

  private func source(of path: String) -> String {
    let keys = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    return sources.first { Lookup.value(at: keys, in: .map($0.values)) != nil }?.name ?? ""
  }

  /// Without keys that aren't texts, at every level. Dates are refused.
  static func cleaned(_ mapping: Mapping, source: String) throws(TemplateReason) -> Mapping {
    try cleaned(.map(mapping), at: source + ":").map ?? mapping
  }

  static func cleaned(_ value: Value, at place: String) throws(TemplateReason) -> Value {
    func below(_ step: String) -> String {
      place.utf8.last == UInt8(ascii: ":") ? place + step : place + "." + step
    }
    switch value {
    case .timestamp: throw .unsupported(type: PythonType.name(of: value), at: place)
    case .list(let items):
      var clean: [Value] = []
      clean.reserveCapacity(items.count)
      for (index, item) in items.enumerated() { clean.append(try cleaned(item, at: below(String(index)))) }
      return .list(clean)
    case .map(let mapping):
      var clean = Mapping()
      for entry in mapping.entries {
        guard let key = entry.key.string else { continue }
        clean[key] = try cleaned(entry.value, at: below(key))
      }
      return .map(clean)
    default: return value
    }
  }
}

/// `path[:key,…]` in a list of vars.
struct VariableFileSpec {
  let text: String
  let path: String
  let keys: [String]

  init(_ text: String) {
    self.text = text
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
      path = text
      keys = []
      return
    }
    path = String(text[..<colon])
    keys = text[text.utf8.index(after: colon)...].split(separator: ",").map(String.init)
  }
}

enum Lookup {
  /// The value at a path of keys and list positions (negative ones count from the end).
  static func value(at path: some Collection<String>, in root: Value) -> Value? {
    var here = root
    for key in path {
      switch here {
      case .map(let mapping):
        guard let next = mapping[key] else { return nil }
        here = next
      case .list(let items):
        guard let position = PythonType.integer(key) else { return nil }
        let index = position < 0 ? items.count + position : position
        guard items.indices.contains(index) else { return nil }
        here = items[index]
      default: return nil
      }
    }
    return here
  }
}

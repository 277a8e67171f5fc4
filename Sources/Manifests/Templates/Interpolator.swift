import Documents

/// Replaces `${…}` in values.
struct Interpolator {
  /// What lists and mappings may become.
  enum Mode {
    /// Only scalars may stand in the field.
    case field
    /// Mappings become command line flags.
    case command
    /// Whole lists and mappings are the point: `foreach`, `matrix`.
    case data
  }

  let variables: Variables
  /// `item` and `key` of a group's member; they hide variables of these names.
  var locals: [Local] = []
  var flags = FlagStyle()
  /// Where texts are looked up that come again and again.
  var cache: TemplateCache?
  /// Paths of the variables used, when they are asked for.
  var used: [[String]]?

  init(_ variables: Variables) { self.variables = variables }

  /// The same with other variables.
  func with(_ variables: Variables) -> Interpolator {
    var other = Interpolator(variables)
    (other.locals, other.flags, other.cache, other.used) = (locals, flags, cache, used)
    return other
  }

  private func template(_ text: String) throws(TemplateReason) -> TemplateText? {
    guard let cache else { return try TemplateText(text) }
    return try cache.template(text)
  }

  struct Local: Sendable {
    let name: String
    let value: Value
    /// The variable this is a part of, if it is.
    var origin: [String]?
  }

  mutating func resolve(_ value: Value, _ mode: Mode) throws(TemplateReason) -> Value {
    switch value {
    case .string(let text): return try resolve(text, mode)
    case .list(let items):
      var resolved: [Value] = []
      resolved.reserveCapacity(items.count)
      for item in items { resolved.append(try resolve(item, mode)) }
      return .list(resolved)
    case .map(let mapping):
      var resolved = Mapping()
      for entry in mapping.entries {
        let key = try entry.key.string.map { text throws(TemplateReason) in try self.text(text, .field) }
        resolved[value: key.map(Value.string) ?? entry.key] = try resolve(entry.value, mode)
      }
      return .map(resolved)
    default: return value
    }
  }

  mutating func resolve(_ text: String, _ mode: Mode) throws(TemplateReason) -> Value {
    guard let template = try template(text) else { return .string(text) }
    guard let whole = template.whole else { return .string(try self.text(of: template, mode)) }
    let value = try self.value(of: whole)
    switch (value, mode) {
    case (_, .data): return value
    case (.map(let mapping), .command): return .string(try flags.text(of: mapping))
    case (.map, .field), (.list, _): throw .notText(type: PythonType.name(of: value))
    default: return value
    }
  }

  /// The text itself, whatever type its expression has.
  private mutating func text(_ text: String, _ mode: Mode) throws(TemplateReason) -> String {
    guard let template = try template(text) else { return text }
    return try self.text(of: template, mode)
  }

  private mutating func text(of template: TemplateText, _ mode: Mode) throws(TemplateReason) -> String {
    var out = ""
    for part in template.parts {
      switch part {
      case .text(let text): out += text
      case .reference(let reference):
        let value = try self.value(of: reference)
        switch (value, mode) {
        case (.map(let mapping), .command), (.map(let mapping), .data): out += try flags.text(of: mapping)
        case (.map, .field), (.list, .field), (.list, .command):
          throw .notText(type: PythonType.name(of: value))
        default: out += PythonType.text(of: value)
        }
      }
    }
    return TemplateText.unescaped(out)
  }

  private mutating func value(of reference: Reference) throws(TemplateReason) -> Value {
    let keys = reference.keys
    if let local = locals.first(where: { $0.name == keys[0] }) {
      guard let value = Lookup.value(at: keys.dropFirst(), in: local.value) else {
        throw notFound(reference)
      }
      if used != nil, let origin = local.origin { note(origin + keys.dropFirst(), value) }
      return value
    }
    guard let value = variables.value(at: keys) else { throw notFound(reference) }
    if used != nil { note(keys, value) }
    return value
  }

  /// In the members of a group the peer names the expression as written.
  private func notFound(_ reference: Reference) -> TemplateReason {
    .notFound(locals.isEmpty ? reference.text : reference.written)
  }

  private mutating func note(_ path: [String], _ value: Value) {
    if value.map == nil, value.list == nil { used?.append(path) }
  }
}

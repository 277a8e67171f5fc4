import Documents

/// The shape of a value. Messages, their order and the choice between alternatives are the peer's.
indirect enum Schema: Sendable {
  case any
  case text
  case flag
  case integer
  case null
  /// A hash: text or number of at least three characters, or nothing.
  case checksum
  /// Any mapping; the message differs from that of `fields` and `entries`.
  case dictionary
  case anyList
  case list(Schema)
  case fields([Field])
  /// Any string keys with values of one shape.
  case entries(Schema, atLeastOne: Bool = false)
  /// The first that fits; if none does, the error that lies deepest, the first of equals.
  case either([Schema])
  case atMost(Int, Schema)
  case version(String)
  /// A stage, or a group when it has `foreach` or `do`.
  case stage(single: Schema, group: Schema)

  struct Field: Sendable {
    let key: String
    let schema: Schema
    let isRequired: Bool

    static func required(_ key: String, _ schema: Schema) -> Field {
      Field(key: key, schema: schema, isRequired: true)
    }
    static func optional(_ key: String, _ schema: Schema) -> Field {
      Field(key: key, schema: schema, isRequired: false)
    }
  }

  /// Whether nothing is wrong: the quick question, asked first.
  func accepts(_ value: Value) -> Bool {
    switch self {
    case .any: true
    case .text: value.string != nil
    case .flag: value.bool != nil
    case .integer: Self.isInteger(value)
    case .null: value.isNull
    case .checksum: Self.isChecksum(value)
    case .dictionary: value.map != nil
    case .anyList: value.list != nil
    case .version(let version): value == .string(version)
    case .list(let item): value.list?.allSatisfy(item.accepts) ?? false
    case .entries(let schema, let atLeastOne):
      value.map.map { mapping in
        !(atLeastOne && mapping.isEmpty)
          && mapping.entries.allSatisfy { $0.key.string != nil && schema.accepts($0.value) }
      } ?? false
    case .fields(let fields):
      value.map.map { mapping in
        mapping.entries.allSatisfy { entry in
          guard let key = entry.key.string, let field = fields.first(where: { $0.key == key }) else {
            return false
          }
          return field.schema.accepts(entry.value)
        } && fields.allSatisfy { !$0.isRequired || mapping[$0.key] != nil }
      } ?? false
    case .either(let schemas): schemas.contains { $0.accepts(value) }
    case .atMost(let count, let schema): schema.accepts(value) && (value.map?.count ?? 0) <= count
    case .stage(let single, let group):
      (Self.isGroup(value) ? group : single).accepts(value)
    }
  }

  private static func isGroup(_ value: Value) -> Bool {
    value.map.map { $0["foreach"] != nil || $0["do"] != nil } ?? false
  }

  /// All that is wrong with `value`; empty when it fits.
  func violations(in value: Value, at path: [Value] = []) -> [SchemaViolation] {
    func wrong(_ message: String) -> [SchemaViolation] { [SchemaViolation(message, path)] }
    switch self {
    case .any: return []
    case .text: return value.string == nil ? wrong("expected str") : []
    case .flag: return value.bool == nil ? wrong("expected bool") : []
    case .integer: return Self.isInteger(value) ? [] : wrong("expected int")
    case .null: return value.isNull ? [] : wrong("expected None")
    case .checksum: return Self.isChecksum(value) ? [] : wrong("not a valid value")
    case .dictionary: return value.map == nil ? wrong("expected dict") : []
    case .anyList: return value.list == nil ? wrong("expected list") : []
    case .version(let version): return value == .string(version) ? [] : wrong("invalid schema version")
    case .list(let item):
      guard let items = value.list else { return wrong("expected a list") }
      return Self.violations(inItems: items, of: item, at: path)
    case .fields(let fields):
      guard let mapping = value.map else { return wrong("expected a dictionary") }
      return Self.violations(inFields: mapping, of: fields, at: path)
    case .entries(let entry, let atLeastOne):
      guard let mapping = value.map else { return wrong("expected a dictionary") }
      return Self.violations(inEntries: mapping, of: entry, atLeastOne: atLeastOne, at: path)
    case .atMost(let count, let schema):
      let inside = schema.violations(in: value, at: path)
      if !inside.isEmpty { return inside }
      return (value.map?.count ?? 0) > count ? wrong("length of value must be at most \(count)") : []
    case .either(let schemas):
      return Self.violations(in: value, ofAll: schemas, at: path)
    case .stage(let single, let group):
      return (Self.isGroup(value) ? group : single).violations(in: value, at: path)
    }
  }

  private static func violations(in value: Value, ofAll schemas: [Schema], at path: [Value])
    -> [SchemaViolation]
  {
    var deepest: [SchemaViolation] = []
    for schema in schemas {
      let found = schema.violations(in: value, at: path)
      if found.isEmpty { return [] }
      if deepest.isEmpty || found[0].path.count > deepest[0].path.count { deepest = found }
    }
    return deepest
  }

  /// An item wrong deep inside hides what is wrong with the others.
  private static func violations(inItems items: [Value], of schema: Schema, at path: [Value])
    -> [SchemaViolation]
  {
    var all: [SchemaViolation] = []
    for (index, item) in items.enumerated() {
      let here = path + [.int(index)]
      let found = schema.violations(in: item, at: here)
      if let first = found.first, first.path.count > here.count { return found }
      all += found
    }
    return all
  }

  private static func violations(inFields mapping: Mapping, of fields: [Field], at path: [Value])
    -> [SchemaViolation]
  {
    var all: [SchemaViolation] = []
    for entry in mapping.entries {
      let here = path + [entry.key]
      if let field = fields.first(where: { .string($0.key) == entry.key }) {
        all += field.schema.violations(in: entry.value, at: here)
      } else {
        all.append(SchemaViolation("extra keys not allowed", here))
      }
    }
    for field in fields where field.isRequired && mapping[field.key] == nil {
      all.append(SchemaViolation("required key not provided", path + [.string(field.key)]))
    }
    return all
  }

  private static func violations(
    inEntries mapping: Mapping, of schema: Schema, atLeastOne: Bool, at path: [Value]
  ) -> [SchemaViolation] {
    var all: [SchemaViolation] = []
    var texts = 0
    for entry in mapping.entries {
      let here = path + [entry.key]
      if entry.key.string == nil {
        all.append(SchemaViolation("expected str", here))
      } else {
        texts += 1
        all += schema.violations(in: entry.value, at: here)
      }
    }
    if atLeastOne, texts == 0 {
      all.append(SchemaViolation("required key not provided", path + ["<class 'str'>"]))
    }
    return all
  }

  private static func isInteger(_ value: Value) -> Bool {
    // Python counts booleans among the integers.
    value.int != nil || value.bool != nil
  }

  private static func isChecksum(_ value: Value) -> Bool {
    switch value {
    case .null: true
    case .string(let text): text.isEmpty || text.unicodeScalars.count >= 3
    case .int(let number): String(number).utf8.count >= 3
    case .bigInt: true
    default: false
    }
  }
}

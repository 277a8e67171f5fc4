import Documents

/// Reads a manifest: YAML, then its schema.
enum ManifestReader {
  /// The document's mapping. Whatever Python calls false (nothing, `0`, `[]`, …) is an empty one.
  static func read(_ bytes: [UInt8], _ schema: Schema) throws(ManifestError) -> Mapping {
    let node: YAMLNode
    do { node = try YAML.parse(bytes) } catch { throw .syntax(error) }
    let value = node.value
    let mapping = isFalse(value) ? Mapping() : value.map
    guard let mapping else { throw .invalid([SchemaViolation("expected a dictionary", [])]) }
    if schema.accepts(.map(mapping)) { return mapping }
    let violations = schema.violations(in: .map(mapping))
    // An empty document has no nodes.
    throw .invalid(mapping.isEmpty ? violations : violations.map { placed($0, in: node) })
  }

  private static func placed(_ violation: SchemaViolation, in root: YAMLNode) -> SchemaViolation {
    var violation = violation
    if let node = root.nearestCollection(on: violation.path) {
      violation.place = SchemaViolation.Place(line: node.line, column: node.column)
    }
    return violation
  }

  private static func isFalse(_ value: Value) -> Bool {
    switch value {
    case .null, .bool(false), .int(0): true
    case .double(let number): number == 0
    case .string(let text): text.isEmpty
    case .list(let items): items.isEmpty
    case .map(let mapping): mapping.isEmpty
    default: false
    }
  }
}

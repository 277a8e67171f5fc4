/// Reads the lines of a TOML document: headers, keys, arrays, inline tables.
struct TOMLReader {
  var text: TOMLScanner
  private let root = TOMLTable(.header)
  private var section = 0
  private var depth = 0

  init(_ bytes: [UInt8]) { text = TOMLScanner(bytes) }

  mutating func document() throws(DocumentError) -> Value {
    try text.checkEncoding()
    var table = root
    while true {
      text.skipBlanks()
      switch text.current {
      case nil: return root.value
      case UInt8(ascii: "\n"): text.at += 1
      case UInt8(ascii: "#"): try text.skipComment()
      case UInt8(ascii: "["):
        table = try header()
        try endLine()
      default:
        try pair(into: table)
        try endLine()
      }
    }
  }

  private mutating func endLine() throws(DocumentError) {
    text.skipBlanks()
    if text.current == UInt8(ascii: "#") { try text.skipComment() }
    guard text.current != nil else { return }
    guard text.take(UInt8(ascii: "\n")) else { throw text.error("expected the end of the line") }
  }

  private mutating func header() throws(DocumentError) -> TOMLTable {
    let start = text.at
    text.at += 1
    let isArray = text.take(UInt8(ascii: "["))
    let path = try key()
    for _ in 0..<(isArray ? 2 : 1) {
      guard text.take(UInt8(ascii: "]")) else { throw text.error("expected ']' after the table's name") }
    }
    section += 1
    do throws(TOMLTable.Refused) {
      return isArray ? try root.append(path) : try root.open(path)
    } catch {
      throw text.error(error.message, at: start, kind: .duplicateKey)
    }
  }

  private mutating func pair(into table: TOMLTable) throws(DocumentError) {
    let start = text.at
    let path = try key()
    guard text.take(UInt8(ascii: "=")) else { throw text.error("expected '=' after the key") }
    text.skipBlanks()
    let item = try value()
    do throws(TOMLTable.Refused) {
      try table.assign(path, item, section: section)
    } catch {
      throw text.error(error.message, at: start, kind: .duplicateKey)
    }
  }

  /// A key with its dots, and the blanks around it.
  private mutating func key() throws(DocumentError) -> [String] {
    var path: [String] = []
    while true {
      text.skipBlanks()
      path.append(try text.simpleKey())
      if path.count > TOML.depthLimit { throw limit() }
      text.skipBlanks()
      guard text.take(UInt8(ascii: ".")) else { return path }
    }
  }

  private func limit() -> DocumentError {
    text.error("nested deeper than \(TOML.depthLimit) levels", kind: .limit)
  }

  // MARK: Values

  private mutating func value() throws(DocumentError) -> TOMLTable.Item {
    switch text.current {
    case nil, UInt8(ascii: "\n"): throw text.error("a value is missing")
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .value(.string(try text.string(allowsMultiline: true)))
    case UInt8(ascii: "["): return .value(.list(try array()))
    case UInt8(ascii: "{"): return .table(try inlineTable())
    default: return .value(try text.scalar())
    }
  }

  private mutating func array() throws(DocumentError) -> [Value] {
    depth += 1
    if depth > TOML.depthLimit { throw limit() }
    defer { depth -= 1 }
    text.at += 1
    var items: [Value] = []
    while true {
      try text.skipLines()
      if text.take(UInt8(ascii: "]")) { return items }
      switch try value() {
      case .value(let value): items.append(value)
      case .table(let table): items.append(table.value)
      case .tables: break
      }
      try text.skipLines()
      if text.take(UInt8(ascii: "]")) { return items }
      guard text.take(UInt8(ascii: ",")) else { throw text.error("expected ',' or ']' in the array") }
    }
  }

  private mutating func inlineTable() throws(DocumentError) -> TOMLTable {
    depth += 1
    if depth > TOML.depthLimit { throw limit() }
    defer { depth -= 1 }
    text.at += 1
    let table = TOMLTable(.inline)
    text.skipBlanks()
    if text.take(UInt8(ascii: "}")) { return table }
    while true {
      try pair(into: table)
      text.skipBlanks()
      if text.take(UInt8(ascii: "}")) { return table }
      guard text.take(UInt8(ascii: ",")) else { throw text.error("expected ',' or '}' in the inline table") }
    }
  }
}

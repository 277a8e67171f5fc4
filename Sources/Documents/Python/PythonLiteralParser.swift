/// Reads an expression that is nothing but a literal; every other expression gives nil.
struct PythonLiteralParser {
  private var tokens: ArraySlice<PythonToken>

  /// The value of the whole of `tokens`; a bare `1, 2` is a tuple.
  static func value(of tokens: ArraySlice<PythonToken>) -> Value? {
    var parser = PythonLiteralParser(tokens: tokens)
    guard let first = parser.literal() else { return nil }
    if parser.tokens.isEmpty { return first }
    var items = [first]
    while parser.take(",") {
      if parser.tokens.isEmpty { return .list(items) }
      guard let item = parser.literal() else { return nil }
      items.append(item)
    }
    return parser.tokens.isEmpty ? .list(items) : nil
  }

  private mutating func take(_ mark: String) -> Bool {
    guard tokens.first?.isMark(mark) == true else { return false }
    tokens.removeFirst()
    return true
  }

  private mutating func literal() -> Value? {
    guard let token = tokens.popFirst() else { return nil }
    switch token.kind {
    case .number(let value): return value
    case .string(let text): return strings(after: text)
    case .mark("-"):
      guard case .number(let value)? = tokens.popFirst()?.kind else { return nil }
      return Self.negated(value)
    case .mark("+"):
      guard case .number(let value)? = tokens.popFirst()?.kind else { return nil }
      return value
    case .mark("("): return parenthesised()
    case .mark("["): return items(until: "]").map(Value.list)
    case .mark("{"): return braced()
    case .name("True"): return .bool(true)
    case .name("False"): return .bool(false)
    case .name("None"): return .null
    case .name("set"): return take("(") && take(")") ? .list([]) : nil
    case .name, .mark, .opaque: return nil
    }
  }

  /// Neighbouring literals are one string.
  private mutating func strings(after first: String) -> Value? {
    var text = first
    while let next = tokens.first {
      switch next.kind {
      case .string(let more): text += more
      case .opaque: return nil
      default: return .string(text)
      }
      tokens.removeFirst()
    }
    return .string(text)
  }

  static func negated(_ value: Value) -> Value {
    switch value {
    case .int(let number): .int(-number)
    case .bigInt(let digits): Int("-" + digits).map(Value.int) ?? .bigInt("-" + digits)
    case .double(let number): .double(-number)
    default: value
    }
  }

  /// Behind `(`: a tuple, or just a value in brackets.
  private mutating func parenthesised() -> Value? {
    if take(")") { return .list([]) }
    guard let first = literal() else { return nil }
    if take(")") { return first }
    guard take(","), let rest = items(until: ")") else { return nil }
    return .list([first] + rest)
  }

  private mutating func items(until close: String) -> [Value]? {
    var items: [Value] = []
    while true {
      if take(close) { return items }
      guard let item = literal() else { return nil }
      items.append(item)
      if take(close) { return items }
      guard take(",") else { return nil }
    }
  }

  /// Behind `{`: a dictionary or a set.
  private mutating func braced() -> Value? {
    var mapping = Mapping()
    if take("}") { return .map(mapping) }
    var set: [Value]?
    while true {
      guard let item = literal() else { return nil }
      if set == nil, take(":") {
        guard let value = literal() else { return nil }
        mapping[value: Self.key(item)] = value
      } else {
        guard mapping.isEmpty else { return nil }
        if set?.contains(item) != true { set = (set ?? []) + [item] }
      }
      if take("}") { break }
      guard take(",") else { return nil }
      if take("}") { break }
    }
    return set.map(Value.list) ?? .map(mapping)
  }

  /// Mappings have scalar keys: a tuple becomes its text.
  private static func key(_ value: Value) -> Value {
    guard case .list(let items) = value else { return value }
    let inner = items.map(PythonText.repr).joined(separator: ", ")
    return .string("(\(inner)\(items.count == 1 ? "," : ""))")
  }
}

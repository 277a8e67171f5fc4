/// Walks the blocks of a Python file and collects what is assigned.
struct PythonOutline {
  let lines: [PythonLine]
  let bytes: [UInt8]
  private var at = 0
  private var depth = 0

  init(lines: [PythonLine], bytes: [UInt8]) {
    self.lines = lines
    self.bytes = bytes
  }

  private enum Scope { case module, classBody, initializer, ignored }

  private static let compound: Set<String> = [
    "if", "for", "while", "with", "def", "class", "try", "else", "elif", "except", "finally", "async",
  ]

  mutating func module() throws(DocumentError) -> Mapping {
    var found = Mapping()
    if let first = lines.first, first.indent != 0 { throw error("unexpected indent", first) }
    try block(indent: 0, .module, into: &found)
    if at < lines.count { throw error("unindent does not match any outer indentation level", lines[at]) }
    return found
  }

  private func error(_ message: String, _ line: PythonLine) -> DocumentError {
    TextPlace.error(message, at: line.tokens.first?.offset ?? 0, in: bytes)
  }

  /// All lines at `indent`; stops at a line further left.
  private mutating func block(indent: Int, _ scope: Scope, into found: inout Mapping) throws(DocumentError) {
    depth += 1
    defer { depth -= 1 }
    if depth > PythonLiterals.depthLimit { throw error("too many nested blocks", lines[at]) }
    while at < lines.count, lines[at].indent >= indent {
      let line = lines[at]
      if line.indent > indent { throw error("unexpected indent", line) }
      at += 1
      guard let colon = headEnd(line) else {
        if case .name(let word)? = line.tokens.first?.kind, Self.compound.contains(word) {
          throw error("expected ':'", line)
        }
        simple(line.tokens[...], scope, into: &found)
        continue
      }
      try body(of: line, after: colon, scope, into: &found)
    }
  }

  /// The colon that ends the head of a compound statement; nil for simple statements.
  private func headEnd(_ line: PythonLine) -> Int? {
    guard case .name(let word)? = line.tokens.first?.kind else { return nil }
    let endsInColon = line.tokens.last?.isMark(":") == true
    // `match` and `case` are also plain names.
    guard Self.compound.contains(word) || endsInColon && (word == "match" || word == "case") else {
      return nil
    }
    var nesting = 0
    var lambdas = 0
    for (i, token) in line.tokens.enumerated() {
      switch token.kind {
      case .mark("("), .mark("["), .mark("{"): nesting += 1
      case .mark(")"), .mark("]"), .mark("}"): nesting -= 1
      case .name("lambda") where nesting == 0: lambdas += 1
      case .mark(":") where nesting == 0:
        if lambdas == 0 { return i }
        lambdas -= 1
      default: break
      }
    }
    return nil
  }

  private mutating func body(
    of line: PythonLine, after colon: Int, _ scope: Scope, into found: inout Mapping
  ) throws(DocumentError) {
    var inner = Scope.ignored
    var name = ""
    if line.tokens.count > 1, case .name(let word) = line.tokens[1].kind {
      name = word
      switch (line.tokens[0].kind, scope) {
      case (.name("class"), .module), (.name("class"), .classBody): inner = .classBody
      case (.name("def"), .classBody) where word == "__init__": inner = .initializer
      default: break
      }
    }
    // What `__init__` sets belongs to its class.
    var content = inner == .initializer ? found : Mapping()
    let rest = line.tokens[(colon + 1)...]
    if !rest.isEmpty {
      simple(rest, inner, into: &content)
    } else {
      guard at < lines.count, lines[at].indent > line.indent else {
        throw error("expected an indented block", at < lines.count ? lines[at] : line)
      }
      try block(indent: lines[at].indent, inner, into: &content)
      if at < lines.count, lines[at].indent > line.indent {
        throw error("unindent does not match any outer indentation level", lines[at])
      }
    }
    switch inner {
    case .classBody: found[name] = .map(content)
    case .initializer: found = content
    case .module, .ignored: break
    }
  }

  /// Statements on one line, separated by semicolons.
  private func simple(_ tokens: ArraySlice<PythonToken>, _ scope: Scope, into found: inout Mapping) {
    if scope == .ignored { return }
    for statement in tokens.split(whereSeparator: { $0.isMark(";") }) {
      guard let (name, value) = assignment(statement, scope) else { continue }
      found[name] = value
    }
  }

  private func assignment(_ statement: ArraySlice<PythonToken>, _ scope: Scope) -> (String, Value)? {
    var rest = statement
    if scope == .initializer {
      guard case .name("self")? = rest.popFirst()?.kind, rest.popFirst()?.isMark(".") == true else {
        return nil
      }
    }
    guard let name = target(&rest) else { return nil }
    switch rest.popFirst()?.kind {
    case .mark("="): break
    case .mark(":"):
      // An annotation, up to the "=" outside of brackets.
      var nesting = 0
      while let token = rest.popFirst() {
        switch token.kind {
        case .mark("("), .mark("["), .mark("{"): nesting += 1
        case .mark(")"), .mark("]"), .mark("}"): nesting -= 1
        case .mark("=") where nesting == 0:
          return PythonLiteralParser.value(of: rest).map { (name, $0) }
        default: break
        }
      }
      return nil
    default: return nil
    }
    return PythonLiteralParser.value(of: rest).map { (name, $0) }
  }

  /// A plain name, perhaps in round brackets.
  private func target(_ rest: inout ArraySlice<PythonToken>) -> String? {
    var brackets = 0
    while rest.first?.isMark("(") == true {
      rest.removeFirst()
      brackets += 1
    }
    guard case .name(let name)? = rest.popFirst()?.kind else { return nil }
    for _ in 0..<brackets { guard rest.popFirst()?.isMark(")") == true else { return nil } }
    return name
  }
}

import CYaml

/// libyaml's complaints in the peer's words.
enum YAMLSyntax {
  static func error(of parser: yaml_parser_t, in source: [UInt8], _ offsets: YAMLOffsets) -> DocumentError {
    let problem = parser.problem.map { String(cString: $0) } ?? "could not be read"
    if parser.error == YAML_READER_ERROR { return encodingError(parser, problem, in: source) }
    if parser.error == YAML_MEMORY_ERROR { return DocumentError(.limit, "out of memory", line: 1, column: 1) }

    var line = Int(parser.problem_mark.line) + 1
    var column = Int(parser.problem_mark.column) + 1
    let at = offsets.byte(of: Int(parser.problem_mark.index))
    if at >= source.count, column == 1 {
      // libyaml counts a last line without an end as ended.
      (line, column) = place(of: source.count, in: source)
    } else if problem == "found unknown escape character" {
      column += 1
    }
    let block = parser.context == nil ? -1 : Int(parser.context_mark.column)
    let message = worded(problem, at: at, in: source, isDeeper: column - 1 > block)
    var context: DocumentError.Context?
    // The peer gives no place for the search for a token.
    if let text = parser.context, String(cString: text) != "while scanning for the next token",
      !problem.hasPrefix("found a tab")
    {
      let isHere = parser.context_mark.index == parser.problem_mark.index
      context = .init(
        String(cString: text), line: isHere ? line : Int(parser.context_mark.line) + 1,
        column: isHere ? column : Int(parser.context_mark.column) + 1)
    }
    return DocumentError(.syntax, message, line: line, column: column, context: context)
  }

  private static func worded(_ problem: String, at: Int, in source: [UInt8], isDeeper: Bool) -> String {
    let token = token(at: at, in: source, isDeeper: isDeeper)
    switch problem {
    case "found a tab character where an indentation space is expected",
      "found a tab character that violates indentation":
      return "found character '\\t' that cannot start any token"
    case "did not find expected comment or line break":
      let found = character(at: at, in: source)
      let isIndicator = at > 0 && (source[at - 1] == UInt8(ascii: "|") || source[at - 1] == UInt8(ascii: ">"))
      return isIndicator
        ? "expected chomping or indentation indicators, but found '\(found)'"
        : "expected a comment or a line break, but found '\(found)'"
    case "found character that cannot start any token":
      return "found character '\(character(at: at, in: source))' that cannot start any token"
    case "mapping values are not allowed in this context": return "mapping values are not allowed here"
    case "mapping keys are not allowed in this context": return "mapping keys are not allowed here"
    case "block sequence entries are not allowed in this context":
      return "sequence entries are not allowed here"
    case "did not find expected ',' or ']'": return "expected ',' or ']', but got '\(inFlow(token))'"
    case "did not find expected ',' or '}'": return "expected ',' or '}', but got '\(inFlow(token))'"
    case "did not find expected key", "did not find expected '-' indicator":
      return "expected <block end>, but found '\(token)'"
    case "did not find expected node content": return "expected the node content, but found '\(token)'"
    case "did not find expected <document start>":
      return "expected '<document start>', but found ('\(token)',)"
    case "could not find expected ':'": return "could not find expected ':'"
    case "found unknown escape character":
      return "found unknown escape character '\(character(at: at + 1, in: source))'"
    case "did not find expected alphabetic or numeric character":
      return "expected alphabetic or numeric character, but found '\(character(at: at, in: source))'"
    case "found incompatible YAML document":
      return "found incompatible YAML document (version 1.* is required)"
    default: return problem
    }
  }

  /// In flow collections the peer knows no block mappings.
  private static func inFlow(_ token: String) -> String {
    switch token {
    case "?", "<block mapping start>": "<scalar>"
    case "<block sequence start>": "-"
    default: token
    }
  }

  /// The name the peer gives the token at a place, as far as one look tells.
  private static func token(at: Int, in source: [UInt8], isDeeper: Bool) -> String {
    guard at < source.count else { return "<stream end>" }
    func isBlank(_ at: Int) -> Bool { at >= source.count || source[at] <= 32 }
    let begins = source[at...]
    let isAtLineStart = at == 0 || source[at - 1] == 10 || source[at - 1] == 13
    if isAtLineStart, begins.starts(with: [45, 45, 45]), isBlank(at + 3) { return "<document start>" }
    if isAtLineStart, begins.starts(with: [46, 46, 46]), isBlank(at + 3) { return "<document end>" }
    switch source[at] {
    case UInt8(ascii: "-") where isBlank(at + 1): return isDeeper ? "<block sequence start>" : "-"
    case UInt8(ascii: "?") where isBlank(at + 1): return isDeeper ? "<block mapping start>" : "?"
    case UInt8(ascii: ":") where isBlank(at + 1): return isDeeper ? "<block mapping start>" : ":"
    case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"): return String(UnicodeScalar(source[at]))
    default: break
    }
    if startsKey(at, in: source) { return isDeeper ? "<block mapping start>" : "?" }
    switch source[at] {
    case UInt8(ascii: "["), UInt8(ascii: "{"): return String(UnicodeScalar(source[at]))
    case UInt8(ascii: "*"): return "<alias>"
    case UInt8(ascii: "&"): return "<anchor>"
    case UInt8(ascii: "!"): return "<tag>"
    default: return "<scalar>"
    }
  }

  /// The first text of its line with a colon behind it is a key.
  private static func startsKey(_ at: Int, in source: [UInt8]) -> Bool {
    var before = at
    while before > 0, source[before - 1] == 0x20 || source[before - 1] == UInt8(ascii: "-") { before -= 1 }
    guard before == 0 || source[before - 1] == 10 || source[before - 1] == 13 else { return false }
    var at = at
    while at < source.count, source[at] != 10, source[at] != 13 {
      if source[at] == UInt8(ascii: ":"), at + 1 == source.count || source[at + 1] <= 32 { return true }
      if source[at] == UInt8(ascii: "#"), at > 0, source[at - 1] <= 32 { return false }
      at += 1
    }
    return false
  }

  private static func character(at: Int, in source: [UInt8]) -> String {
    guard at < source.count else { return "\\0" }
    switch source[at] {
    case 9: return "\\t"
    case 10: return "\\n"
    case 13: return "\\r"
    default: break
    }
    var end = at + 1
    while end < source.count, source[end] & 0xC0 == 0x80 { end += 1 }
    return String(decoding: source[at..<end], as: UTF8.self)
  }

  private static func encodingError(
    _ parser: yaml_parser_t, _ problem: String, in source: [UInt8]
  ) -> DocumentError {
    let offset = Int(parser.problem_offset)
    let place = place(of: offset, in: source)
    let value = parser.problem_value
    if problem.hasPrefix("control characters") {
      let digits = String(value, radix: 16)
      let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      let position = source[..<min(offset, source.count)].count { $0 & 0xC0 != 0x80 }
      return DocumentError(
        .encoding,
        "unacceptable character #x\(padded): special characters are not allowed\n"
          + "  in \"<unicode string>\", position \(position)",
        line: place.line, column: place.column)
    }
    let byte = offset < source.count ? source[offset] : 0
    let hex = (byte < 16 ? "0" : "") + String(byte, radix: 16)
    let reason =
      problem.hasPrefix("incomplete")
      ? "unexpected end of data"
      : problem.hasPrefix("invalid leading") ? "invalid start byte" : "invalid continuation byte"
    return DocumentError(
      .encoding, "'utf-8' codec can't decode byte 0x\(hex) in position \(offset): \(reason)",
      line: place.line,
      column: place.column)
  }

  /// Line and column, from 1, of a byte.
  static func place(of offset: Int, in source: [UInt8]) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    var at = 0
    while at < min(offset, source.count) {
      if source[at] == 10 || (source[at] == 13 && !(at + 1 < source.count && source[at + 1] == 10)) {
        line += 1
        column = 1
      } else if source[at] & 0xC0 != 0x80 {
        column += 1
      }
      at += 1
    }
    return (line, column)
  }
}

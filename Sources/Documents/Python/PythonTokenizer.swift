/// Splits Python source into logical lines of tokens.
struct PythonTokenizer {
  let bytes: [UInt8]
  private var at = 0
  /// Offsets of the brackets still open.
  private var open: [Int] = []

  init(_ source: [UInt8]) throws(DocumentError) {
    let bytes = Self.withUnixLines(source)
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw DocumentError(.syntax, "the text is not UTF-8", line: 1, column: 1)
    }
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
  }

  private static func withUnixLines(_ source: [UInt8]) -> [UInt8] {
    guard source.contains(UInt8(ascii: "\r")) else { return source }
    var out: [UInt8] = []
    for (i, byte) in source.enumerated() {
      if byte == UInt8(ascii: "\r") {
        if i + 1 == source.count || source[i + 1] != UInt8(ascii: "\n") { out.append(UInt8(ascii: "\n")) }
      } else {
        out.append(byte)
      }
    }
    return out
  }

  private func error(_ message: String, at offset: Int? = nil, kind: DocumentError.Kind = .syntax)
    -> DocumentError
  {
    TextPlace.error(message, at: offset ?? at, in: bytes, kind: kind)
  }

  private func peek(_ ahead: Int = 0) -> UInt8? { at + ahead < bytes.count ? bytes[at + ahead] : nil }

  mutating func lines() throws(DocumentError) -> [PythonLine] {
    var lines: [PythonLine] = []
    while at < bytes.count {
      let indent = indentation()
      let tokens = try logicalLine()
      if !tokens.isEmpty { lines.append(PythonLine(indent: indent, tokens: tokens)) }
    }
    if let bracket = open.last {
      throw error("'\(Character(Unicode.Scalar(bytes[bracket])))' was never closed", at: bracket)
    }
    return lines
  }

  /// Width of the blanks at the line's start; a tab goes to the next multiple of 8.
  private mutating func indentation() -> Int {
    var width = 0
    while let byte = peek() {
      switch byte {
      case 0x20: width += 1
      case 0x09: width = (width / 8 + 1) * 8
      case 0x0C: width = 0
      default: return width
      }
      at += 1
    }
    return width
  }

  private mutating func logicalLine() throws(DocumentError) -> [PythonToken] {
    var tokens: [PythonToken] = []
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\n"):
        at += 1
        if open.isEmpty { return tokens }
      case 0x20, 0x09, 0x0C: at += 1
      case UInt8(ascii: "#"):
        while let byte = peek(), byte != UInt8(ascii: "\n") { at += 1 }
      case UInt8(ascii: "\\"):
        guard peek(1) == UInt8(ascii: "\n") else {
          throw error("unexpected character after line continuation character")
        }
        at += 2
      default: tokens.append(try token())
      }
    }
    return tokens
  }

  private mutating func token() throws(DocumentError) -> PythonToken {
    let start = at
    let byte = bytes[at]
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
      return PythonToken(kind: try string(prefix: ""), offset: start)
    }
    if Self.isDigit(byte) || byte == UInt8(ascii: ".") && peek(1).map(Self.isDigit) == true {
      return PythonToken(kind: try number(), offset: start)
    }
    if Self.isNameByte(byte) {
      while let byte = peek(), Self.isNameByte(byte) || Self.isDigit(byte) { at += 1 }
      let name = String(decoding: bytes[start..<at], as: UTF8.self)
      if let quote = peek(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
        ["r", "u", "b", "f", "br", "rb", "fr", "rf"].contains(name.lowercased())
      {
        return PythonToken(kind: try string(prefix: name.lowercased()), offset: start)
      }
      return PythonToken(kind: .name(name), offset: start)
    }
    return PythonToken(kind: .mark(try mark()), offset: start)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  /// Letters, underscore and all beyond ASCII.
  private static func isNameByte(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
      || byte >= 0x80
  }

  private mutating func mark() throws(DocumentError) -> String {
    for text in [
      "**=", "//=", ">>=", "<<=", "...", "!=", "->", ":=", "==", "<=", ">=", "+=", "-=", "*=", "/=", "%=",
      "&=", "|=", "^=", "@=", "**", "//", "<<", ">>",
    ]
    where bytes[at...].starts(with: text.utf8) {
      at += text.utf8.count
      return text
    }
    let byte = bytes[at]
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
      open.append(at)
      if open.count > PythonLiterals.depthLimit { throw error("too many nested brackets", kind: .limit) }
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
      let pairs: [UInt8: UInt8] = [
        UInt8(ascii: ")"): UInt8(ascii: "("), UInt8(ascii: "]"): UInt8(ascii: "["),
        UInt8(ascii: "}"): UInt8(ascii: "{"),
      ]
      guard let last = open.popLast(), bytes[last] == pairs[byte] else {
        throw error("unmatched '\(Character(Unicode.Scalar(byte)))'")
      }
    case UInt8(ascii: "$"), UInt8(ascii: "?"), UInt8(ascii: "`"), UInt8(ascii: "!"), 0..<0x20, 0x7F:
      throw error("invalid syntax")
    default: break
    }
    at += 1
    return String(decoding: [byte], as: UTF8.self)
  }
}

// MARK: - Numbers

extension PythonTokenizer {
  private mutating func number() throws(DocumentError) -> PythonToken.Kind {
    let start = at
    if bytes[at] == UInt8(ascii: "0"), let mark = peek(1).map({ $0 | 0x20 }),
      let radix: UInt32 = [UInt8(ascii: "x"): 16, UInt8(ascii: "o"): 8, UInt8(ascii: "b"): 2][mark]
    {
      at += 2
      if peek() == UInt8(ascii: "_") { at += 1 }
      let digits = try digits(radix: radix)
      if digits.isEmpty { throw error("invalid number literal", at: start) }
      return .number(PythonInteger.value(digits, radix: radix, isNegative: false))
    }
    let whole = try digits(radix: 10)
    // ".5" and "5." get the zeros that the conversion wants.
    var text = whole.isEmpty ? [UInt8(ascii: "0")] : whole
    var isInteger = true
    if peek() == UInt8(ascii: ".") {
      at += 1
      isInteger = false
      let fraction = try digits(radix: 10)
      text += [UInt8(ascii: ".")] + (fraction.isEmpty ? [UInt8(ascii: "0")] : fraction)
    }
    if let e = peek(), e | 0x20 == UInt8(ascii: "e") {
      let isSigned = peek(1) == UInt8(ascii: "-") || peek(1) == UInt8(ascii: "+")
      if peek(isSigned ? 2 : 1).map(Self.isDigit) == true {
        text.append(e)
        if isSigned { text.append(bytes[at + 1]) }
        at += isSigned ? 2 : 1
        isInteger = false
        text += try digits(radix: 10)
      }
    }
    if peek().map({ $0 | 0x20 }) == UInt8(ascii: "j") {
      at += 1
      return .opaque
    }
    if isInteger {
      if whole.first == UInt8(ascii: "0"), whole.contains(where: { $0 != UInt8(ascii: "0") }) {
        throw error("leading zeros in decimal integer literals are not permitted", at: start)
      }
      return .number(PythonInteger.value(whole, radix: 10, isNegative: false))
    }
    return .number(.double(Double(String(decoding: text, as: UTF8.self)) ?? .nan))
  }

  /// Digits without their underscores.
  private mutating func digits(radix: UInt32) throws(DocumentError) -> [UInt8] {
    var out: [UInt8] = []
    while let byte = peek() {
      if byte == UInt8(ascii: "_") {
        guard !out.isEmpty, let next = peek(1).flatMap(JSONScanner.hexValue), next < radix else {
          throw error("invalid number literal")
        }
      } else if let digit = JSONScanner.hexValue(byte), digit < radix {
        out.append(byte)
      } else {
        break
      }
      at += 1
    }
    return out
  }
}

// MARK: - Strings

extension PythonTokenizer {
  /// At the opening quote, behind the prefix.
  private mutating func string(prefix: String) throws(DocumentError) -> PythonToken.Kind {
    let start = at
    let quote = bytes[at]
    let isLong = peek(1) == quote && peek(2) == quote
    at += isLong ? 3 : 1
    let isRaw = prefix.utf8.contains(UInt8(ascii: "r"))
    let isText = !prefix.utf8.contains(UInt8(ascii: "b")) && !prefix.utf8.contains(UInt8(ascii: "f"))
    let body = at
    while let byte = peek() {
      if byte == UInt8(ascii: "\\") {
        at += 2
      } else if byte == quote && (!isLong || peek(1) == quote && peek(2) == quote) {
        let content = bytes[body..<at]
        at += isLong ? 3 : 1
        if !isText { return .opaque }
        if isRaw { return .string(String(decoding: content, as: UTF8.self)) }
        return .string(try PythonEscapes.decode(content, in: bytes))
      } else if byte == UInt8(ascii: "\n") && !isLong {
        break
      } else {
        at += 1
      }
    }
    throw error(
      isLong ? "unterminated triple-quoted string literal" : "unterminated string literal", at: start)
  }
}

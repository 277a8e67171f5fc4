/// The characters of a TOML document: blanks, comments, keys and strings.
struct TOMLScanner {
  let bytes: [UInt8]
  var at = 0

  /// CRLF counts as LF everywhere.
  init(_ bytes: [UInt8]) {
    guard bytes.contains(UInt8(ascii: "\r")) else {
      self.bytes = bytes
      return
    }
    var lines: [UInt8] = []
    lines.reserveCapacity(bytes.count)
    for (i, byte) in bytes.enumerated()
    where byte != UInt8(ascii: "\r") || i + 1 == bytes.count || bytes[i + 1] != UInt8(ascii: "\n") {
      lines.append(byte)
    }
    self.bytes = lines
  }

  var current: UInt8? { at < bytes.count ? bytes[at] : nil }

  func error(
    _ message: String, at offset: Int? = nil, kind: DocumentError.Kind = .syntax
  ) -> DocumentError {
    TextPlace.error(message, at: offset ?? at, in: bytes, kind: kind)
  }

  func checkEncoding() throws(DocumentError) {
    if String(validating: bytes, as: UTF8.self) == nil { throw error("the text is not UTF-8", at: 0) }
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    at += 1
    return true
  }

  func looking(at word: StaticString) -> Bool {
    guard at + word.utf8CodeUnitCount <= bytes.count else { return false }
    for i in 0..<word.utf8CodeUnitCount where bytes[at + i] != word.utf8Start[i] { return false }
    return true
  }

  mutating func skipBlanks() {
    while current == 0x20 || current == 0x09 { at += 1 }
  }

  /// From `#` up to the line's end.
  mutating func skipComment() throws(DocumentError) {
    while let byte = current, byte != UInt8(ascii: "\n") {
      if Self.isControl(byte) { throw error("a comment holds a control character") }
      at += 1
    }
  }

  /// Blanks, comments and line ends inside an array.
  mutating func skipLines() throws(DocumentError) {
    while true {
      skipBlanks()
      switch current {
      case UInt8(ascii: "\n"): at += 1
      case UInt8(ascii: "#"): try skipComment()
      default: return
      }
    }
  }

  private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0x09 || byte == 0x7F }

  /// A bare or quoted key without dots.
  mutating func simpleKey() throws(DocumentError) -> String {
    if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") {
      return try string(allowsMultiline: false)
    }
    let start = at
    while let byte = current {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        at += 1
        continue
      default: break
      }
      break
    }
    if start == at { throw error("expected a key") }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }
}

// MARK: - Strings

extension TOMLScanner {
  /// At a quote: any of the four kinds of string.
  mutating func string(allowsMultiline: Bool) throws(DocumentError) -> String {
    let start = at
    let quote = bytes[at]
    let isMultiline = looking(at: "\"\"\"") || looking(at: "'''")
    if isMultiline && !allowsMultiline { throw error("a key can't be a multi-line string") }
    at += isMultiline ? 3 : 1
    if isMultiline { _ = take(UInt8(ascii: "\n")) }
    var out: [UInt8] = []
    while let byte = current {
      if byte == quote {
        if closes(quote, isMultiline: isMultiline, into: &out) { return String(decoding: out, as: UTF8.self) }
      } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        try escape(isMultiline: isMultiline, into: &out)
      } else if byte == UInt8(ascii: "\n") ? !isMultiline : Self.isControl(byte) {
        throw error(
          byte == UInt8(ascii: "\n") ? "the string doesn't end" : "a string holds a control character")
      } else {
        out.append(byte)
        at += 1
      }
    }
    throw error("the string doesn't end", at: start)
  }

  /// At quotes: takes them, those of the text into `out`; true when the string is over.
  private mutating func closes(_ quote: UInt8, isMultiline: Bool, into out: inout [UInt8]) -> Bool {
    var run = 0
    while run < (isMultiline ? 5 : 1), take(quote) { run += 1 }
    if !isMultiline { return true }
    // Up to two quotes may stand right before the closing three.
    out.append(contentsOf: repeatElement(quote, count: run < 3 ? run : run - 3))
    return run >= 3
  }

  private mutating func escape(isMultiline: Bool, into out: inout [UInt8]) throws(DocumentError) {
    let start = at
    at += 1
    guard let byte = current else { throw error("the string doesn't end", at: start) }
    at += 1
    switch byte {
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): out.append(byte)
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      var code: UInt32 = 0
      for _ in 0..<(byte == UInt8(ascii: "u") ? 4 : 8) {
        guard let digit = current.flatMap(JSONScanner.hexValue) else {
          throw error("a Unicode escape needs hex digits", at: start)
        }
        code = code << 4 | digit
        at += 1
      }
      guard let scalar = Unicode.Scalar(code), let encoded = UTF8.encode(scalar) else {
        throw error("the escape is not a Unicode scalar", at: start)
      }
      out.append(contentsOf: encoded)
    case UInt8(ascii: "\n"), 0x20, 0x09:
      guard isMultiline else { throw error("unknown escape", at: start) }
      at -= 1
      skipBlanks()
      guard current == UInt8(ascii: "\n") else { throw error("unknown escape", at: start) }
      while current == UInt8(ascii: "\n") || current == 0x20 || current == 0x09 { at += 1 }
    default: throw error("unknown escape", at: start)
    }
  }
}

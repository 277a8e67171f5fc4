/// Which quotes a text needs (formats §0.3).
enum YAMLStyle {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  struct Choice {
    let style: YAMLNode.Style
    /// Characters, as the column counts them.
    let length: Int
    let hasLineBreak: Bool
  }

  /// `resolves`: the plain text has to read back as a string.
  static func choose(_ text: Bytes, inFlow: Bool = false, resolves: Bool = true) -> Choice {
    let found = Findings(text, inFlow: inFlow)
    let style: YAMLNode.Style
    if found.isPlain, !resolves || YAMLScalar.kind(of: text) == .string {
      style = .plain
    } else if found.needsEscapes || found.hasQuote {
      style = .doubleQuoted
    } else {
      style = .singleQuoted
    }
    return Choice(
      style: style, length: found.length, hasLineBreak: found.hasLineBreak)
  }

  /// Whether a character may stand unescaped in quotes.
  static func isPrintable(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF:
      true
    default: false
    }
  }

  private struct Findings {
    var isPlain: Bool
    var needsEscapes = false
    var hasQuote = false
    var hasLineBreak = false
    var length = 0

    init(_ text: Bytes, inFlow: Bool) {
      isPlain = !text.isEmpty && Self.beginsPlain(text, inFlow: inFlow)
      var afterBlank = true
      var at = 0
      while at < text.count {
        let byte = text[at]
        length += 1
        if byte >= 0x80 {
          let (scalar, width) = YAMLStyle.decode(text, at)
          if !YAMLStyle.isPrintable(scalar) { (needsEscapes, isPlain) = (true, false) }
          at += width
          afterBlank = false
          continue
        }
        switch byte {
        case UInt8(ascii: "'"): hasQuote = true
        case UInt8(ascii: "\n"): (hasLineBreak, needsEscapes, isPlain) = (true, true, false)
        case 0..<0x20, 0x7F: (needsEscapes, isPlain) = (true, false)
        case UInt8(ascii: ":"):
          if at + 1 == text.count || text[at + 1] == 0x20 || text[at + 1] == 0x0A { isPlain = false }
        case UInt8(ascii: "#"): if afterBlank { isPlain = false }
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
          if inFlow { isPlain = false }
        default: break
        }
        afterBlank = byte == 0x20
        at += 1
      }
    }

    private static func beginsPlain(_ text: Bytes, inFlow: Bool) -> Bool {
      let first = text[0]
      if first == 0x20 || text[text.count - 1] == 0x20 { return false }
      switch first {
      case UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
        UInt8(ascii: "}"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
        UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
        UInt8(ascii: "`"):
        return false
      case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
        if text.count == 1 || text[1] == 0x20 || (inFlow && first != UInt8(ascii: "-")) { return false }
      default: break
      }
      return !text.starts(with: [45, 45, 45]) && !text.starts(with: [46, 46, 46])
    }
  }

  /// The character at a byte of valid UTF-8, and its width.
  static func decode(_ text: Bytes, _ at: Int) -> (scalar: UInt32, width: Int) {
    let first = UInt32(text[at])
    func tail(_ offset: Int) -> UInt32 { at + offset < text.count ? UInt32(text[at + offset] & 0x3F) : 0 }
    if first < 0x80 { return (first, 1) }
    if first < 0xE0 { return ((first & 0x1F) << 6 | tail(1), 2) }
    if first < 0xF0 { return ((first & 0x0F) << 12 | tail(1) << 6 | tail(2), 3) }
    return ((first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4)
  }
}

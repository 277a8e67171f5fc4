/// The backslash escapes of Python string literals.
enum PythonEscapes {
  /// Decodes `content`, a slice of `bytes`; unknown escapes stay as they are.
  static func decode(_ content: ArraySlice<UInt8>, in bytes: [UInt8]) throws(DocumentError) -> String {
    guard content.contains(UInt8(ascii: "\\")) else { return String(decoding: content, as: UTF8.self) }
    var out: [UInt8] = []
    var at = content.startIndex
    while at < content.endIndex {
      guard content[at] == UInt8(ascii: "\\"), at + 1 < content.endIndex else {
        out.append(content[at])
        at += 1
        continue
      }
      let start = at
      let mark = content[at + 1]
      at += 2
      switch mark {
      case UInt8(ascii: "\n"): break
      case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): out.append(mark)
      case UInt8(ascii: "a"): out.append(0x07)
      case UInt8(ascii: "b"): out.append(0x08)
      case UInt8(ascii: "f"): out.append(0x0C)
      case UInt8(ascii: "n"): out.append(0x0A)
      case UInt8(ascii: "r"): out.append(0x0D)
      case UInt8(ascii: "t"): out.append(0x09)
      case UInt8(ascii: "v"): out.append(0x0B)
      case UInt8(ascii: "0")...UInt8(ascii: "7"):
        at -= 1
        let digits = content[at...].prefix(3).prefix { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
        append(digits.reduce(0) { $0 * 8 + UInt32($1 - UInt8(ascii: "0")) }, to: &out)
        at += digits.count
      case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"):
        let width = mark == UInt8(ascii: "x") ? 2 : mark == UInt8(ascii: "u") ? 4 : 8
        let digits = content[at...].prefix(width).compactMap(JSONScanner.hexValue)
        let code = digits.reduce(0) { $0 << 4 | $1 }
        guard digits.count == width, code <= 0x10FFFF else {
          throw TextPlace.error(
            "truncated or illegal \\\(Character(Unicode.Scalar(mark))) escape", at: start, in: bytes)
        }
        append(code, to: &out)
        at += width
      case UInt8(ascii: "N"):
        guard content[at...].first == UInt8(ascii: "{"),
          let end = content[at...].firstIndex(of: UInt8(ascii: "}")),
          let scalar = scalar(named: String(decoding: content[(at + 1)..<end], as: UTF8.self))
        else { throw TextPlace.error("unknown Unicode character name", at: start, in: bytes) }
        append(scalar.value, to: &out)
        at = end + 1
      default: out += [UInt8(ascii: "\\"), mark]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// A surrogate, which Python allows and UTF-8 can't hold, becomes U+FFFD.
  private static func append(_ code: UInt32, to out: inout [UInt8]) {
    let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
    out.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
  }

  /// A search through all characters: slow, and hardly ever asked for.
  private static func scalar(named name: String) -> Unicode.Scalar? {
    let wanted = name.uppercased()
    return (0...0x10FFFF as ClosedRange<UInt32>).lazy.compactMap(Unicode.Scalar.init)
      .first { $0.properties.name == wanted || $0.properties.nameAlias == wanted }
  }
}

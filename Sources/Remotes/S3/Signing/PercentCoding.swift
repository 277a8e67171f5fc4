/// Percent encoding as AWS signs it (RFC 3986): letters, digits and `-._~` stay.
enum PercentCoding {
  static func append(_ text: some Sequence<UInt8>, keepSlash: Bool = false, to out: inout [UInt8]) {
    for byte in text {
      switch byte {
      case 0x41...0x5a, 0x61...0x7a, 0x30...0x39, 0x2d, 0x2e, 0x5f, 0x7e: out.append(byte)
      case 0x2f where keepSlash: out.append(byte)
      default:
        out.append(0x25)
        out.append(digit(byte >> 4))
        out.append(digit(byte & 15))
      }
    }
  }

  /// - Parameter keepSlash: for the path of a key: `/` stays, `//` too.
  static func encode(_ text: String, keepSlash: Bool = false) -> String {
    var out: [UInt8] = []
    append(text.utf8, keepSlash: keepSlash, to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// The bytes that an encoded text stands for; what is no valid `%XX` stays.
  static func decode(_ text: some Collection<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    var at = text.startIndex
    while at < text.endIndex {
      if text[at] == 0x25, let high = text.index(at, offsetBy: 1, limitedBy: text.endIndex),
        high < text.endIndex, case let low = text.index(after: high), low < text.endIndex,
        let first = value(text[high]), let second = value(text[low])
      {
        out.append(first << 4 | second)
        at = text.index(after: low)
      } else {
        out.append(text[at])
        at = text.index(after: at)
      }
    }
    return out
  }

  private static func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x41 + nibble - 10 }

  private static func value(_ character: UInt8) -> UInt8? {
    switch character {
    case 0x30...0x39: character - 0x30
    case 0x41...0x46: character - 0x41 + 10
    case 0x61...0x66: character - 0x61 + 10
    default: nil
    }
  }
}

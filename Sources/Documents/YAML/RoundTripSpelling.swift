/// How the peer writes back a number it read.
enum RoundTripSpelling {
  static func kept(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard let first = bytes.first else { return text }
    let unsigned = first == UInt8(ascii: "+") || first == UInt8(ascii: "-") ? String(text.dropFirst()) : text
    switch unsigned {
    case ".inf", ".Inf", ".INF": return first == UInt8(ascii: "-") ? "-.inf" : ".inf"
    case ".nan", ".NaN", ".NAN": return ".nan"
    default: break
    }
    let isFloat = !unsigned.hasPrefix("0x") && unsigned.utf8.contains { $0 == 0x2E || $0 | 32 == 0x65 }
    if isFloat
      || !unsigned.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":") })
    {
      return text
    }
    if unsigned.hasPrefix("0x") {
      let letter = unsigned.utf8.dropFirst(2).first { $0 | 32 >= 0x61 && $0 | 32 <= 0x66 }
      let isUpper = letter.map { $0 < 0x61 } ?? false
      let digits = isUpper ? unsigned.dropFirst(2).uppercased() : unsigned.dropFirst(2).lowercased()
      return (first == UInt8(ascii: "-") ? "-" : "") + "0x" + digits
    }
    if first == UInt8(ascii: "-") {
      if unsigned.utf8.allSatisfy({ $0 == 0x30 }) { return unsigned.utf8.count == 1 ? "0" : unsigned }
      let isDecimal = unsigned.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
      return isDecimal ? "-" + unsigned.drop { $0 == "0" } : text
    }
    return unsigned
  }
}

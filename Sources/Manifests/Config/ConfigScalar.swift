import Documents

/// How a workspace file may be joined to its object in the cache (formats §2.5).
public enum CacheLinkType: String, CaseIterable, Sendable {
  case reflink, hardlink, symlink, copy
}

/// Readings of a value's text.
enum ConfigScalar {
  static func flag(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true": true
    case "false": false
    default: nil
    }
  }

  /// As Python's `int()`: blanks around, a sign, single underscores between digits.
  static func integer(_ text: String) -> Int? { Int(plain(text)) }

  /// As Python's `float()`.
  static func number(_ text: String) -> Double? {
    let text = plain(text)
    // Swift also reads hexadecimal numbers, Python doesn't.
    return text.utf8.contains { $0 | 0x20 == UInt8(ascii: "x") } ? nil : Double(text)
  }

  /// `10M`, `512K`, `1G` or a plain number from 1 up.
  static func bytes(_ text: String) -> Int64? {
    let text = plain(text)
    let shift: Int64? =
      switch text.last?.lowercased() {
      case "k": 10
      case "m": 20
      case "g": 30
      default: nil
      }
    guard let number = Int64(shift == nil ? text : String(text.dropLast())), number > 0 else { return nil }
    let (product, overflows) = number.multipliedReportingOverflow(by: 1 << (shift ?? 0))
    return overflows ? nil : product
  }

  private static func plain(_ text: String) -> String {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    var bytes = Array(text.utf8.drop(while: isBlank))
    while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    let isDigit: (UInt8) -> Bool = { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    let underscores = bytes.indices.filter { bytes[$0] == UInt8(ascii: "_") }
    let areFine = underscores.allSatisfy { i in
      i > 0 && i + 1 < bytes.count && isDigit(bytes[i - 1]) && isDigit(bytes[i + 1])
    }
    return areFine ? String(decoding: bytes.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self) : text
  }

  /// The parts of a list, which may also be one text with commas.
  static func items(_ value: ConfigDocument.Value) -> [String] {
    switch value {
    case .list(let items): items
    case .text(let text):
      text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { part in
        let front = part.drop { $0 == 0x20 || $0 == 0x09 }
        let back = front.reversed().prefix { $0 == 0x20 || $0 == 0x09 }.count
        return String(decoding: front.dropLast(back), as: UTF8.self)
      }
    }
  }

  /// The value as the peer prints it: a list in Python's spelling.
  static func text(_ value: ConfigDocument.Value) -> String {
    switch value {
    case .text(let text): text
    case .list(let items): PythonText.str(.list(items.map(Value.string)))
    }
  }
}

/// Tabs as blanks up to the next column divisible by 8, as the peer prints styled lines.
enum Tabs {
  static func expanded(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "\t")) else { return text }
    var out = ""
    var column = 0
    for character in text {
      switch character {
      case "\t":
        let blanks = 8 - column % 8
        out += String(repeating: " ", count: blanks)
        column += blanks
      case "\n":
        out.append(character)
        column = 0
      default:
        out.append(character)
        column += TextWidth.of(character)
      }
    }
    return out
  }
}

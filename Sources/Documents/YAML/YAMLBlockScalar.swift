/// Texts written as `|` and `>`.
enum YAMLBlockScalar {
  /// Whether a block scalar reads back as this text: no escapes, and something on its lines.
  static func canHold(_ text: String) -> Bool {
    if text.isEmpty { return true }
    var seesText = false
    for scalar in text.unicodeScalars {
      if scalar != " ", scalar != "\n" { seesText = true }
      if scalar == "\n" || scalar == "\t" || YAMLStyle.isPrintable(scalar.value) { continue }
      return false
    }
    return seesText
  }

  /// The signs behind `|` or `>`: indentation when the text begins with a blank, and what to do at its end.
  static func hints(_ text: String) -> String {
    var hints = ""
    if let first = text.utf8.first, first == 0x20 || first == 0x0A { hints += "2" }
    if keeps(text) { return hints + "+" }
    return text.utf8.last == 0x0A || text.isEmpty ? hints : hints + "-"
  }

  /// Blank lines at the end belong to the text.
  static func keeps(_ text: String) -> Bool { text.hasSuffix("\n\n") || text == "\n" }

  /// The lines below the header, for `|`.
  static func literalLines(_ text: String) -> [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// The lines below the header, for `>`: folded at single blanks behind column 80 and at `folds`.
  static func foldedLines(_ text: String, folds: Set<Int>, indent: Int) -> [String] {
    var lines: [String] = []
    var offset = 0
    var pendingBreaks = 0
    var last: Substring?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty {
        pendingBreaks += 1
      } else {
        let isDeep = line.utf8.first == 0x20 || line.utf8.first == 0x09
        if let before = last {
          let wasDeep = before.utf8.first == 0x20 || before.utf8.first == 0x09
          let blank = isDeep || wasDeep ? pendingBreaks : pendingBreaks + 1
          lines += Array(repeating: "", count: blank)
        } else {
          lines += Array(repeating: "", count: pendingBreaks)
        }
        lines += isDeep ? [String(line)] : broken(line, at: folds, from: offset, indent: indent)
        pendingBreaks = 0
        last = line
      }
      offset += line.utf8.count + 1
    }
    // The text's last line end closes the last line; more of them are blank lines.
    if pendingBreaks > 1 { lines += Array(repeating: "", count: pendingBreaks - 1) }
    return lines
  }

  private static func broken(_ line: Substring, at folds: Set<Int>, from offset: Int, indent: Int) -> [String]
  {
    let bytes = Array(line.utf8)
    var lines: [String] = []
    var start = 0
    var column = indent
    for (at, byte) in bytes.enumerated() {
      if byte & 0xC0 == 0x80 { continue }
      let isSingle =
        byte == 0x20 && at > 0 && bytes[at - 1] != 0x20 && at + 1 < bytes.count && bytes[at + 1] != 0x20
      if isSingle, column > YAMLWriter.width || folds.contains(offset + at) {
        lines.append(String(decoding: bytes[start..<at], as: UTF8.self))
        start = at + 1
        column = indent
      } else {
        column += 1
      }
    }
    lines.append(String(decoding: bytes[start...], as: UTF8.self))
    return lines
  }
}

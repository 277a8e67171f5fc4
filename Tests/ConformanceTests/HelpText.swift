/// The help of a command: cairn explains the options in its own words, so these are not compared.
enum HelpText {
  /// Usage, headings, names and order of operands and options; any other text as it is.
  static func shape(_ text: String) -> String {
    guard text.hasPrefix("usage: dvc ") else { return text }
    var lines: [String] = []
    var isUsage = true
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty { isUsage = false }
      if isUsage || line.hasSuffix("arguments:") || line == "options:" {
        lines.append(String(line))
      } else if line.hasPrefix("  "), !line.hasPrefix("   ") {
        lines.append(name(line.dropFirst(2)))
      }
    }
    return lines.joined(separator: "\n")
  }

  /// What stands before the explanation: "-u, --unset".
  private static func name(_ line: Substring) -> String {
    String(line.firstRange(of: "  ").map { line[..<$0.lowerBound] } ?? line)
  }
}

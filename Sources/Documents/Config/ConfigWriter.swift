/// Lays out a config file as the peer does.
enum ConfigWriter {
  static func text(_ section: ConfigDocument.Section, depth: Int) throws(DocumentError) -> String {
    let indent = String(repeating: "    ", count: depth - 1)
    let name = try quoted(section.name, isSection: true)
    var out =
      indent + String(repeating: "[", count: depth) + name + String(repeating: "]", count: depth) + "\n"
    for option in section.options { out += try line(option, indent: depth) }
    for inner in section.sections { out += try text(inner, depth: depth + 1) }
    return out
  }

  static func line(_ option: ConfigDocument.Option, indent: Int) throws(DocumentError) -> String {
    String(repeating: "    ", count: indent) + (try quoted(option.name, isSection: true)) + " = "
      + (try text(of: option.value)) + "\n"
  }

  private static func text(of value: ConfigDocument.Value) throws(DocumentError) -> String {
    switch value {
    case .text(let text): return try quoted(text, isSection: false)
    case .list(let items):
      if items.isEmpty { return "," }
      var texts: [String] = []
      for item in items { texts.append(try quoted(item, isSection: true)) }
      return texts.joined(separator: ", ") + (items.count == 1 ? "," : "")
    }
  }

  /// Bare where possible; `'''…'''` when both quotes or a line end are inside, which names and items can't have.
  private static func quoted(_ text: String, isSection isShort: Bool) throws(DocumentError) -> String {
    let hasSingle = text.utf8.contains(UInt8(ascii: "'"))
    let hasDouble = text.utf8.contains(UInt8(ascii: "\""))
    let hasLine = text.utf8.contains(UInt8(ascii: "\n"))
    if hasLine || hasSingle && hasDouble {
      guard !isShort else { throw unquotable(text) }
      for quotes in ["'''", "\"\"\""] where ConfigText.lastRange(of: quotes, in: text) == nil {
        return quotes + text + quotes
      }
      throw unquotable(text)
    }
    if !needsQuotes(text) { return text }
    return hasDouble ? "'\(text)'" : "\"\(text)\""
  }

  private static func needsQuotes(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return true }
    func isEdge(_ byte: UInt8) -> Bool {
      ConfigText.isBlank(byte) || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"")
    }
    return isEdge(first) || isEdge(last) || text.utf8.contains(UInt8(ascii: ","))
      || text.utf8.contains(UInt8(ascii: "#"))
  }

  private static func unquotable(_ text: String) -> DocumentError {
    DocumentError(.syntax, "Value \"\(text)\" cannot be safely quoted.", line: 1, column: 1)
  }
}

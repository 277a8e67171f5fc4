/// Reads the lines of a config file.
struct ConfigReader {
  private let bytes: [UInt8]
  private let lines: [String]
  private var at = 0
  private var content = ConfigDocument()
  /// Positions of the open sections, outermost first.
  private var path: [Int] = []
  private var errors: [DocumentError] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    self.lines = lines
  }

  mutating func document() throws(DocumentError) -> ConfigDocument {
    try checkEncoding()
    while at < lines.count {
      let number = at + 1
      let line = ConfigText.trimmed(lines[at])
      if !line.isEmpty, line.utf8.first != UInt8(ascii: "#") {
        do throws(Problem) {
          if line.utf8.first == UInt8(ascii: "[") { try openSection(line) } else { try addOption(line) }
        } catch {
          errors.append(DocumentError(error.kind, error.message, line: number, column: 1))
        }
      }
      at += 1
    }
    guard let first = errors.first else { return content }
    if errors.count == 1 { throw first }
    throw DocumentError(first.kind, "Parsing failed with several errors.", line: first.line, column: 1)
  }

  struct Problem: Error {
    let message: String
    var kind = DocumentError.Kind.syntax
  }

  private func checkEncoding() throws(DocumentError) {
    guard String(validating: bytes, as: UTF8.self) == nil else { return }
    var offset = 0
    var rest = bytes[...]
    while let lead = rest.first {
      let width = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      guard String(validating: rest.prefix(width), as: UTF8.self) != nil else {
        let hex = String(lead, radix: 16)
        let text = "'utf-8' codec can't decode byte 0x\(hex) in position \(offset): invalid start byte"
        throw TextPlace.error(text, at: offset, in: bytes)
      }
      rest = rest.dropFirst(width)
      offset += width
    }
  }

  private func invalidLine() -> Problem {
    Problem(
      message: "Invalid line (\(PythonText.quoted(lines[at]))) (matched as neither section nor keyword)")
  }

  // MARK: Sections

  private mutating func openSection(_ line: String) throws(Problem) {
    let depth = line.utf8.prefix { $0 == UInt8(ascii: "[") }.count
    var rest = Substring(line.utf8.dropFirst(depth))
    guard let name = ConfigText.sectionName(&rest) else { throw invalidLine() }
    let closing = rest.utf8.prefix { $0 == UInt8(ascii: "]") }.count
    rest = Substring(rest.utf8.dropFirst(closing))
    guard closing > 0, ConfigText.isRemark(rest) else { throw invalidLine() }
    guard closing == depth else { throw Problem(message: "Cannot compute the section depth") }
    guard depth <= path.count + 1 else { throw Problem(message: "Section too nested") }
    path.removeLast(path.count - depth + 1)
    let position = withSections(at: path) { (sections: inout [ConfigDocument.Section]) -> Int? in
      if sections.contains(where: { $0.name == name }) { return nil }
      sections.append(ConfigDocument.Section(name))
      return sections.count - 1
    }
    guard let position else {
      // What follows still needs a place.
      path.append(withSections(at: path) { $0.firstIndex { $0.name == name } ?? 0 })
      throw Problem(message: "Duplicate section name", kind: .duplicateKey)
    }
    path.append(position)
  }

  private mutating func withSections<R>(
    at path: [Int], _ body: (inout [ConfigDocument.Section]) -> R
  ) -> R {
    func descend(_ sections: inout [ConfigDocument.Section], _ rest: ArraySlice<Int>) -> R {
      guard let first = rest.first else { return body(&sections) }
      return descend(&sections[first].sections, rest.dropFirst())
    }
    return descend(&content.sections, path[...])
  }

  // MARK: Options

  private mutating func addOption(_ line: String) throws(Problem) {
    guard let (name, text) = ConfigText.split(line) else { throw invalidLine() }
    let value: ConfigDocument.Value
    if let quotes = ConfigText.longQuotes(text) {
      value = .text(try longValue(text, quotes))
    } else if let short = ConfigText.value(text) {
      value = short
    } else {
      throw Problem(message: "Parse error in value")
    }
    func add(_ options: inout [ConfigDocument.Option]) -> Bool {
      if options.contains(where: { $0.name == name }) { return false }
      options.append(ConfigDocument.Option(name, value))
      return true
    }
    let isNew: Bool
    if let last = path.last {
      isNew = withSections(at: path.dropLast()) { add(&$0[last].options) }
    } else {
      isNew = add(&content.options)
    }
    if !isNew { throw Problem(message: "Duplicate keyword name", kind: .duplicateKey) }
  }

  /// A value in three quotes, perhaps over several lines.
  private mutating func longValue(_ text: String, _ quotes: String) throws(Problem) -> String {
    let start = at
    var content = String(text.utf8.dropFirst(3)) ?? ""
    while true {
      if let end = ConfigText.lastRange(of: quotes, in: content) {
        guard ConfigText.isRemark(content[end.upperBound...]) else {
          at = start
          throw Problem(message: "Parse error in value")
        }
        return String(content[..<end.lowerBound])
      }
      guard at + 1 < lines.count else {
        throw Problem(message: "Parse error in multiline value")
      }
      at += 1
      content += "\n" + lines[at]
    }
  }
}

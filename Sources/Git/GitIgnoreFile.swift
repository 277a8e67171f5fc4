/// Edits of a `.gitignore` file as text (formats §7.1): bytes in, bytes out.
public enum GitIgnoreFile {
  /// The line that ignores one file or directory beside the `.gitignore`: a slash, then the name with
  /// everything special escaped. A blank at the end stays as it is, though git drops it: so the peer writes it, and
  /// the line must be the same for both tools. A line break, which no line can hold, becomes a class of its kind.
  public static func entry(for name: String) -> String { String(decoding: line(for: name), as: UTF8.self) }

  /// The names whose very lines the text lacks, each once.
  public static func missing(_ names: [String], in text: [UInt8]?) -> [String] {
    var known = Set(lines(text ?? []).map(Array.init))
    return names.filter { known.insert(line(for: $0)).inserted }
  }

  /// The text with entries for `names` added at the end.
  public static func appending(_ names: [String], to text: [UInt8]?) -> [UInt8] {
    var result = text ?? []
    if let last = result.last, last != newline { result.append(newline) }
    for name in names { result += line(for: name) + [newline] }
    return result
  }

  /// The text with an entry for `name` added at the end; nil when it has that very line already.
  public static func adding(_ name: String, to text: [UInt8]?) -> [UInt8]? {
    missing([name], in: text).isEmpty ? nil : appending([name], to: text)
  }

  /// What taking an entry out leaves.
  public enum Removal: Equatable, Sendable {
    case unchanged
    case text([UInt8])
    /// Nothing is left: the file is to be deleted.
    case empty
  }

  /// Drops every line that is the plain entry for `name`, blanks around it aside. An escaped entry stays behind, as
  /// the peer leaves it: it ignores nothing that is there.
  /// - Parameter exactly: drop just the line that ``adding(_:to:)`` writes, escaped as it is.
  public static func removing(_ name: String, from text: [UInt8], exactly: Bool = false) -> Removal {
    let entry = line(for: name)
    let plain = strip(([slash] + Array(name.utf8))[...])
    var kept: [UInt8] = []
    var found = false
    var rest = text[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: newline).map { $0 + 1 } ?? rest.endIndex
      let line = rest[..<end]
      rest = rest[end...]
      let isEntry = exactly ? line.elementsEqual(entry + [newline]) : strip(line).elementsEqual(plain)
      if isEntry {
        found = true
      } else {
        kept += line
      }
    }
    guard found else { return .unchanged }
    return kept.isEmpty ? .empty : .text(kept)
  }

  private static let newline = UInt8(ascii: "\n")
  private static let slash = UInt8(ascii: "/")

  private static func line(for name: String) -> [UInt8] {
    var line = [slash]
    for byte in name.utf8 {
      if byte == newline || byte == UInt8(ascii: "\r") {
        line += Array("[[:cntrl:]]".utf8)
        continue
      }
      if "[]!*#?\\".utf8.contains(byte) { line.append(UInt8(ascii: "\\")) }
      line.append(byte)
    }
    return line
  }

  private static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    text.split(separator: newline).map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
  }

  private static func strip(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    var line = line.drop(while: isBlank)
    while let last = line.last, isBlank(last) { line.removeLast() }
    return line
  }
}

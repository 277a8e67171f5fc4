/// The inside of `${…}`: segments separated by `.` or in brackets. Anything but `.`, `[`, `]` is a segment.
struct Reference: Equatable, Sendable {
  /// What stands between the braces.
  let written: String
  /// Its parts as written, blanks included.
  let segments: [String]
  /// Without the blanks around them: what look-up goes by.
  let keys: [String]

  var text: String { segments.joined(separator: ".") }

  /// Reads `inner`, what stands between `${` and `}`.
  init(_ inner: Substring) throws(TemplateReason) {
    written = String(inner)
    var scanner = Scanner(Array(inner.unicodeScalars))
    segments = try scanner.segments()
    keys = segments.map(Self.trimmed)
  }

  private static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }

  private struct Scanner {
    let scalars: [Unicode.Scalar]
    var at = 0

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    mutating func segments() throws(TemplateReason) -> [String] {
      guard let first = word() else { throw failure(expected: "!W:(.[])") }
      var segments = [first]
      while let next = segment() { segments.append(next) }
      at = skippingBlanks
      if at < scalars.count { throw failure(expected: "end of text") }
      return segments
    }

    /// `.word` or `[word]`; nothing is read when it is neither.
    private mutating func segment() -> String? {
      let start = at
      at = skippingBlanks
      if at < scalars.count {
        let mark = scalars[at]
        at += 1
        if mark == ".", let word = word() { return word }
        if mark == "[", let word = word(), at < scalars.count, scalars[at] == "]" {
          at += 1
          return word
        }
      }
      at = start
      return nil
    }

    private var skippingBlanks: Int {
      scalars[at...].firstIndex { !" \t\n\r".unicodeScalars.contains($0) } ?? scalars.count
    }

    private mutating func word() -> String? {
      let end = scalars[at...].firstIndex { ".[]".unicodeScalars.contains($0) } ?? scalars.count
      if end == at { return nil }
      defer { at = end }
      return text(at..<end)
    }

    private func text(_ range: Range<Int>) -> String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars[range])
      return String(view)
    }

    private func failure(expected: String) -> TemplateReason {
      let rest = scalars[at...].prefix(16)
      let wordEnd = rest.firstIndex { !Self.isWord($0) } ?? rest.endIndex
      let found = at == scalars.count ? "}" : text(at..<Swift.max(wordEnd, at + 1))
      return .syntax(
        expression: "${" + text(0..<scalars.count) + "}", expected: expected, found: found, at: at + 2)
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
      if scalar == "_" { return true }
      return switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        .decimalNumber,
        .letterNumber, .otherNumber:
        true
      default: false
      }
    }
  }
}

import Glibc

/// A target is no regular expression.
public struct PatternError: Error, Equatable, Sendable {
  public let message: String
}

/// A target of `plots`: a regular expression that an id starts with.
struct TargetPattern {
  private let words: String
  private let isPlain: Bool

  init(_ words: String) throws(PatternError) {
    self.words = words
    isPlain = !words.utf8.contains { Self.special.contains($0) }
    if !isPlain { _ = try Self.with(words) { _ in true } }
  }

  private static let special = Set("\\^$.|?*+()[]{}".utf8)

  func matches(_ text: String) -> Bool {
    if isPlain { return text.utf8.starts(with: words.utf8) }
    let found = try? Self.with(words) { compiled in regexec(&compiled, text, 0, nil, 0) == 0 }
    return found ?? false
  }

  /// In the words of Python's regular expressions.
  private static func message(of code: Int32, _ words: String) -> String {
    func place(_ character: Character) -> Int {
      words.lastIndex(of: character).map { words.distance(from: words.startIndex, to: $0) } ?? 0
    }
    switch code {
    case 7:  // REG_EBRACK, which isn't imported
      return "unterminated character set at position \(place("["))"
    case 8:  // REG_EPAREN
      return "missing ), unterminated subpattern at position \(place("("))"
    case 5:  // REG_EESCAPE
      return "bad escape (end of pattern) at position \(place("\\"))"
    default: return "bad pattern"
    }
  }

  private static func with(_ words: String, _ body: (inout regex_t) -> Bool) throws(PatternError) -> Bool {
    var compiled = regex_t()
    let code = regcomp(&compiled, "^(\(words))", REG_EXTENDED | REG_NOSUB)
    if code != 0 {
      throw PatternError(message: message(of: code, words))
    }
    defer { regfree(&compiled) }
    return body(&compiled)
  }
}

/// A glob of ignore files as a list of tokens, and the matcher for it. Matching takes at most (length of the
/// pattern) x (length of the text) steps per directory level: no pattern can hang it. `?` and `[...]` take a byte
/// in git's dialect and a UTF-8 character in the peer's.
struct Wildcard: Sendable {
  enum Token: Equatable, Sendable {
    case byte(UInt8)
    /// `?`
    case one
    /// `[...]`, an index into `sets`.
    case set(Int)
    /// `*`
    case star
    /// `**/`: any number of whole directory levels.
    case levels
    /// `**` at the end: whatever is left.
    case rest
  }

  private(set) var tokens: [Token] = []
  private var sets: [CharacterClass] = []
  private var dialect = IgnoreDialect.git

  init() {}

  /// nil for a pattern that can match nothing.
  /// - Parameter onName: it is for names, in which `**` is no more than `*`.
  init?(_ pattern: ArraySlice<UInt8>, onName: Bool, dialect: IgnoreDialect) {
    self.dialect = dialect
    var i = pattern.startIndex
    while i < pattern.endIndex {
      let byte = pattern[i]
      i += 1
      switch byte {
      case UInt8(ascii: "\\"):
        guard i < pattern.endIndex else { return nil }
        tokens.append(.byte(pattern[i]))
        i += 1
      case UInt8(ascii: "?"): tokens.append(.one)
      case UInt8(ascii: "["):
        guard let (set, end) = CharacterClass.parse(pattern, i, dialect: dialect) else { return nil }
        tokens.append(.set(sets.count))
        sets.append(set)
        i = end
      case UInt8(ascii: "*"):
        let start = i - 1
        while i < pattern.endIndex, pattern[i] == byte { i += 1 }
        let opens = start == pattern.startIndex || pattern[start - 1] == Paths.slash
        let closes = i == pattern.endIndex || pattern[i] == Paths.slash
        let isDouble = dialect == .git ? i - start >= 2 : i - start == 2
        guard isDouble, opens, closes, !onName else {
          tokens.append(.star)
          continue
        }
        if i == pattern.endIndex {
          tokens.append(.rest)
        } else {
          i += 1
          if tokens.last != .levels { tokens.append(.levels) }
        }
      default: tokens.append(.byte(byte))
      }
    }
  }

  /// `*`, `**`, `**/*`…
  var matchesEverything: Bool {
    tokens.allSatisfy { $0 == .star || $0 == .levels || $0 == .rest }
  }

  /// Goes forward, and on a mismatch back to the last `*` of the same level, else to the last `**/`: giving
  /// these more is all that can help, as what came before them is already matched as early as it can be.
  func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var p = 0
    var t = 0
    var star = (token: -1, text: 0)
    var levels = (token: -1, text: 0)
    while true {
      if p == tokens.count {
        if t == text.count { return true }
      } else {
        switch tokens[p] {
        case .levels:
          levels = (p, t)
          star.token = -1
          p += 1
          continue
        case .star:
          star = (p, t)
          p += 1
          continue
        case .rest:
          if t < text.count { return true }
        case .byte(let byte):
          if t < text.count, text[t] == byte {
            if byte == Paths.slash { star.token = -1 }
            p += 1
            t += 1
            continue
          }
        case .one, .set:
          if t < text.count, text[t] != Paths.slash {
            let (unit, next) = CharacterClass.unit(text, t, dialect: dialect)
            if accepts(tokens[p], unit) {
              p += 1
              t = next
              continue
            }
          }
        }
      }
      if star.token >= 0, star.text < text.count, text[star.text] != Paths.slash {
        star.text += 1
        t = star.text
        p = star.token + 1
      } else if levels.token >= 0 {
        var next = levels.text
        while next < text.count, text[next] != Paths.slash { next += 1 }
        if next >= text.count { return false }
        levels.text = next + 1
        t = levels.text
        p = levels.token + 1
        star.token = -1
      } else {
        return false
      }
    }
  }

  @inline(__always)
  private func accepts(_ token: Token, _ unit: UInt32) -> Bool {
    if case .set(let index) = token { return sets[index].contains(unit) }
    return true
  }
}

/// Git's wildcards (gitignore(5)): `*` and `?` stop at slashes, `**` between slashes spans directories,
/// brackets hold ranges, negation and POSIX classes, a backslash makes the next byte ordinary.
enum Wildmatch {
  static func matches(_ pattern: String, _ text: String) -> Bool {
    matches(Array(pattern.utf8)[...], Array(text.utf8)[...])
  }

  static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    pattern.withUnsafeBufferPointer { p in
      text.withUnsafeBufferPointer { t in match(p, 0, t, 0) == .yes }
    }
  }

  private enum Outcome { case yes, no, tooShort, noBeyondSlash }
  private typealias Bytes = UnsafeBufferPointer<UInt8>
  private static let slash = UInt8(ascii: "/")
  private static let star = UInt8(ascii: "*")

  private static func match(_ p: Bytes, _ pattern: Int, _ t: Bytes, _ text: Int) -> Outcome {
    var i = pattern
    var j = text
    while i < p.count {
      let byte = p[i]
      if j == t.count, byte != star { return .tooShort }
      switch byte {
      case star: return matchStar(p, i, t, j)
      case UInt8(ascii: "?"):
        if t[j] == slash { return .no }
        i += 1
      case UInt8(ascii: "["):
        guard let end = matchClass(p, i, t[j]) else { return .no }
        i = end
      case UInt8(ascii: "\\"):
        // Nothing left to escape: no match, as in git.
        guard i + 1 < p.count, p[i + 1] == t[j] else { return .no }
        i += 2
      default:
        if byte != t[j] { return .no }
        i += 1
      }
      j += 1
    }
    return j == t.count ? .yes : .no
  }

  private static func matchStar(_ p: Bytes, _ start: Int, _ t: Bytes, _ text: Int) -> Outcome {
    var i = start
    var j = text
    while i < p.count, p[i] == star { i += 1 }
    var spans = false
    if i - start >= 2, start == 0 || p[start - 1] == slash {
      let escaped = i + 1 < p.count && p[i] == UInt8(ascii: "\\") && p[i + 1] == slash
      if i == p.count || p[i] == slash || escaped {
        spans = true
        // "**/" may stand for no directory at all.
        if i < p.count, match(p, i + (escaped ? 2 : 1), t, j) == .yes { return .yes }
      }
    }
    if i == p.count {
      return !spans && t[j...].contains(slash) ? .noBeyondSlash : .yes
    }
    if !spans, p[i] == slash {
      guard let next = t[j...].firstIndex(of: slash) else { return .no }
      return match(p, i, t, next)
    }
    while j < t.count {
      switch match(p, i, t, j) {
      case .yes: return .yes
      case .tooShort: return .tooShort
      case .noBeyondSlash where !spans: return .noBeyondSlash
      case .no where !spans && t[j] == slash: return .noBeyondSlash
      default: break
      }
      j += 1
    }
    return .tooShort
  }

  /// The index behind the bracket expression when it takes the byte.
  private static func matchClass(_ p: Bytes, _ start: Int, _ byte: UInt8) -> Int? {
    var i = start + 1
    guard i < p.count else { return nil }
    let negated = p[i] == UInt8(ascii: "!") || p[i] == UInt8(ascii: "^")
    if negated { i += 1 }
    var found = false
    var previous: UInt8 = 0
    var first = true
    while true {
      guard i < p.count else { return nil }
      var current = p[i]
      if current == UInt8(ascii: "]"), !first { break }
      first = false
      if current == UInt8(ascii: "-"), previous != 0, i + 1 < p.count, p[i + 1] != UInt8(ascii: "]") {
        i += 1
        current = p[i]
        if current == UInt8(ascii: "\\") {
          i += 1
          guard i < p.count else { return nil }
          current = p[i]
        }
        if byte >= previous, byte <= current { found = true }
        current = 0
      } else if current == UInt8(ascii: "["), i + 1 < p.count, p[i + 1] == UInt8(ascii: ":") {
        guard let close = p[(i + 2)...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
        if close > i + 2, p[close - 1] == UInt8(ascii: ":") {
          guard let member = isMember(byte, p[(i + 2)..<(close - 1)]) else { return nil }
          if member { found = true }
          i = close
          current = 0
        } else if byte == current {
          found = true
        }
      } else {
        if current == UInt8(ascii: "\\") {
          i += 1
          guard i < p.count else { return nil }
          current = p[i]
        }
        if byte == current { found = true }
      }
      previous = current
      i += 1
    }
    return found != negated && byte != slash ? i + 1 : nil
  }

  /// nil: no such class.
  private static func isMember(_ byte: UInt8, _ name: Slice<Bytes>) -> Bool? {
    let lower = (0x61...0x7A).contains(byte)
    let upper = (0x41...0x5A).contains(byte)
    let digit = (0x30...0x39).contains(byte)
    switch String(decoding: name, as: UTF8.self) {
    case "alnum": return lower || upper || digit
    case "alpha": return lower || upper
    case "blank": return byte == 0x20 || byte == 0x09
    case "cntrl": return byte < 0x20 || byte == 0x7F
    case "digit": return digit
    case "graph": return (0x21...0x7E).contains(byte)
    case "lower": return lower
    case "print": return (0x20...0x7E).contains(byte)
    case "punct": return (0x21...0x7E).contains(byte) && !(lower || upper || digit)
    case "space": return byte == 0x20 || (0x09...0x0D).contains(byte)
    case "upper": return upper
    case "xdigit": return digit || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
    default: return nil
    }
  }
}

import Glibc

/// What a `[...]` matches: bytes in git's reading, code points in the peer's.
struct CharacterClass: Equatable, Sendable {
  private struct Span: Equatable, Sendable {
    var low: UInt32
    var high: UInt32
  }
  private var spans: [Span] = []
  private var isInverted = false

  func contains(_ unit: UInt32) -> Bool {
    for span in spans where unit >= span.low && unit <= span.high { return !isInverted }
    return isInverted
  }

  /// The character that starts at `i` and the place after it.
  @inline(__always)
  static func unit<Text: RandomAccessCollection>(
    _ text: Text, _ i: Int, dialect: IgnoreDialect
  ) -> (unit: UInt32, next: Int) where Text.Element == UInt8, Text.Index == Int {
    let byte = text[i]
    if dialect == .git || byte < 0xC0 { return (UInt32(byte), i + 1) }
    let more = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1
    var unit = UInt32(byte) & (0x3F >> UInt32(more))
    var next = i + 1
    while next < text.endIndex, next <= i + more, text[next] & 0xC0 == 0x80 {
      unit = unit << 6 | UInt32(text[next] & 0x3F)
      next += 1
    }
    return (unit, next)
  }

  /// Reads a class whose `[` ends before `start`; returns it with the place after its `]`, or nil when it is
  /// not closed or names no class.
  static func parse(
    _ pattern: ArraySlice<UInt8>, _ start: Int, dialect: IgnoreDialect
  ) -> (CharacterClass, Int)? {
    var set = CharacterClass()
    var i = start
    let end = pattern.endIndex
    if i < end, pattern[i] == UInt8(ascii: "!") || pattern[i] == UInt8(ascii: "^") {
      set.isInverted = true
      i += 1
    }
    let first = i
    var previous: UInt32?
    // A character, after a backslash the one behind it.
    func next() -> UInt32? {
      if i < end, dialect == .git, pattern[i] == UInt8(ascii: "\\") { i += 1 }
      guard i < end else { return nil }
      let (unit, after) = unit(pattern, i, dialect: dialect)
      i = after
      return unit
    }
    while i < end {
      if pattern[i] == UInt8(ascii: "]"), i > first { return (set, i + 1) }
      if dialect == .git, pattern[i...].starts(with: "[:".utf8) {
        guard let bracket = pattern[(i + 2)...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
        if bracket > i + 2, pattern[bracket - 1] == UInt8(ascii: ":") {
          let name = String(decoding: pattern[(i + 2)..<(bracket - 1)], as: UTF8.self)
          guard set.insertClass(name) else { return nil }
          previous = nil
          i = bracket + 1
          continue
        }
      }
      if pattern[i] == UInt8(ascii: "-"), let low = previous, i + 1 < end, pattern[i + 1] != UInt8(ascii: "]")
      {
        i += 1
        guard let high = next() else { return nil }
        set.spans.append(Span(low: low, high: high))
        previous = nil
        continue
      }
      guard let unit = next() else { return nil }
      set.spans.append(Span(low: unit, high: unit))
      previous = unit
    }
    return nil
  }

  private mutating func insertClass(_ name: String) -> Bool {
    let test: (Int32) -> Int32
    switch name {
    case "alnum": test = isalnum
    case "alpha": test = isalpha
    case "blank": test = isblank
    case "cntrl": test = iscntrl
    case "digit": test = isdigit
    case "graph": test = isgraph
    case "lower": test = islower
    case "print": test = isprint
    case "punct": test = ispunct
    case "space": test = isspace
    case "upper": test = isupper
    case "xdigit": test = isxdigit
    default: return false
    }
    for unit in UInt32(0)..<128 where test(Int32(unit)) != 0 { spans.append(Span(low: unit, high: unit)) }
    return true
  }
}

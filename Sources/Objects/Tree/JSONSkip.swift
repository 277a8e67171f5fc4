// Values under keys that mean nothing to us: read over, but still checked to be JSON.

extension JSONCursor {
  mutating func skipValue(depth: Int) throws(TreeError) {
    if depth > Tree.Limits.depth { throw .overLimit(.depth, actual: depth) }
    skipBlanks()
    guard at < count else { throw .malformed(offset: at, expected: "a value") }
    switch self[at] {
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "["):
      at += 1
      if take("]") { return }
      repeat { try skipValue(depth: depth + 1) } while take(",")
      try expect("]", ", or ]")
    case UInt8(ascii: "{"):
      at += 1
      if take("}") { return }
      repeat {
        _ = try string()
        try expect(":", ":")
        try skipValue(depth: depth + 1)
      } while take(",")
      try expect("}", ", or }")
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      if try !word("-Infinity") { try number() }
    default:
      for name: StaticString in ["true", "false", "null", "NaN", "Infinity"] where try word(name) { return }
      throw .malformed(offset: at, expected: "a value")
    }
  }

  private mutating func word(_ text: StaticString) throws(TreeError) -> Bool {
    guard at + text.utf8CodeUnitCount <= count, matches(text, at: at) else { return false }
    at += text.utf8CodeUnitCount
    return true
  }

  private mutating func number() throws(TreeError) {
    if self[at] == UInt8(ascii: "-") { at += 1 }
    if at < count, self[at] == UInt8(ascii: "0") { at += 1 } else { try digits() }
    if at < count, self[at] == UInt8(ascii: ".") {
      at += 1
      try digits()
    }
    if at < count, self[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      if at < count, self[at] == UInt8(ascii: "+") || self[at] == UInt8(ascii: "-") { at += 1 }
      try digits()
    }
  }

  private mutating func digits() throws(TreeError) {
    let from = at
    while at < count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= self[at] { at += 1 }
    if at == from { throw .malformed(offset: at, expected: "a digit") }
  }
}

import Glibc
import Hashing

/// A place in JSON text that is read once, front to back.
struct JSONCursor {
  let start: UnsafeRawPointer
  let count: Int
  var at = 0

  init(_ start: UnsafeRawPointer, _ count: Int) {
    self.start = start
    self.count = count
  }

  subscript(_ i: Int) -> UInt8 { start.load(fromByteOffset: i, as: UInt8.self) }

  func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      start: (start + range.lowerBound).assumingMemoryBound(to: UInt8.self), count: range.count)
  }

  func matches(_ text: StaticString, at offset: Int) -> Bool {
    memcmp(start + offset, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  mutating func skipBlanks() {
    while at < count {
      switch self[at] {
      case 0x20, 0x09, 0x0a, 0x0d: at += 1
      default: return
      }
    }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard at < count, self[at] == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  mutating func expect(_ character: Unicode.Scalar, _ what: String) throws(TreeError) {
    if !take(character) { throw .malformed(offset: at, expected: what) }
  }

  // MARK: Hashes

  /// 32 hex digits at `offset`, which must be within the text.
  func hash(at offset: Int) -> PackedDigests.Half? {
    guard let a = nibbles(offset), let b = nibbles(offset + 8), let c = nibbles(offset + 16),
      let d = nibbles(offset + 24)
    else { return nil }
    return .init(high: UInt64(a) << 32 | UInt64(b), low: UInt64(c) << 32 | UInt64(d))
  }

  /// Eight hex digits, either case, as a number: all at once, a digit in each byte of a word.
  private func nibbles(_ offset: Int) -> UInt32? {
    let text = UInt64(bigEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    let ones: UInt64 = 0x0101_0101_0101_0101
    let isLetter = (text >> 6) & ones
    let value = (text & (ones &* 0x0f)) &+ isLetter &* 9
    // Written again the digits must give the text (in lower case), else something else stood there.
    let overNine = ((value & (ones &* 0x0f)) &+ ones &* 6) >> 4 & ones
    let again = (value & (ones &* 0x0f)) &+ ones &* 0x30 &+ overNine &* 39
    guard value & (ones &* 0xf0) == 0, again == text | isLetter &* 0x20 else { return nil }
    var pairs = (value | value >> 4) & 0x00ff_00ff_00ff_00ff
    pairs = (pairs | pairs >> 8) & 0x0000_ffff_0000_ffff
    return UInt32(truncatingIfNeeded: pairs | pairs >> 16)
  }

  mutating func hashString(_ algorithm: HashAlgorithm) throws(TreeError) -> Digest {
    skipBlanks()
    let end = at + 1 + 2 * algorithm.byteCount
    guard end < count, self[at] == UInt8(ascii: "\""), self[end] == UInt8(ascii: "\""),
      let digest = Digest(hex: bytes(at + 1..<end), byteCount: algorithm.byteCount)
    else { throw .malformed(offset: at, expected: "a hash (\(algorithm.key))") }
    at = end + 1
    return digest
  }

  // MARK: Strings

  /// Where the closing quote of a string without escapes stands, the text starting at `from`.
  func plainStringEnd(_ from: Int) -> Int? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high = ones &* 0x80
    var i = from
    while i + 8 <= count {
      let word = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: i, as: UInt64.self))
      let quote = word ^ (ones &* 0x22)
      let backslash = word ^ (ones &* 0x5c)
      // The lowest marked byte is exact: a quote, a backslash or a control character.
      let marks =
        ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (word &- ones &* 0x20) & ~word) & high
      if marks != 0 {
        i += marks.trailingZeroBitCount / 8
        return self[i] == UInt8(ascii: "\"") ? i : nil
      }
      i += 8
    }
    while i < count, self[i] >= 0x20, self[i] != UInt8(ascii: "\\") {
      if self[i] == UInt8(ascii: "\"") { return i }
      i += 1
    }
    return nil
  }

  /// A string's bytes, escapes resolved. Bytes that are not UTF-8 are left to the caller's check.
  mutating func string() throws(TreeError) -> [UInt8] {
    try expect("\"", "a string")
    if let end = plainStringEnd(at) {
      defer { at = end + 1 }
      return Array(bytes(at..<end))
    }
    var out: [UInt8] = []
    try stringRest(into: &out)
    return out
  }

  /// Appends the bytes of a string whose opening quote is read, escapes resolved, and reads its closing quote.
  mutating func stringRest(into out: inout [UInt8]) throws(TreeError) {
    while at < count {
      let byte = self[at]
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        return
      case UInt8(ascii: "\\"):
        at += 1
        try escape(&out)
      case 0..<0x20: throw .malformed(offset: at, expected: "no control character")
      default:
        out.append(byte)
        at += 1
      }
    }
    throw .malformed(offset: at, expected: "the string's end")
  }

  private mutating func escape(_ out: inout [UInt8]) throws(TreeError) {
    guard at < count else { throw .malformed(offset: at, expected: "an escape") }
    let character = self[at]
    at += 1
    switch character {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(character)
    case UInt8(ascii: "n"): out.append(0x0a)
    case UInt8(ascii: "r"): out.append(0x0d)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0c)
    case UInt8(ascii: "u"):
      var value = try unit()
      if value & 0xfc00 == 0xd800, at + 2 <= count, self[at] == UInt8(ascii: "\\"),
        self[at + 1] == UInt8(ascii: "u")
      {
        at += 2
        let low = try unit()
        guard low & 0xfc00 == 0xdc00 else { throw .malformed(offset: at, expected: "a low surrogate") }
        value = 0x10000 + (value & 0x3ff) << 10 + low & 0x3ff
      }
      guard let scalar = Unicode.Scalar(value) else {
        throw .malformed(offset: at, expected: "no lone surrogate")
      }
      for byte in UTF8.encode(scalar) ?? .init() { out.append(byte) }
    default: throw .malformed(offset: at - 1, expected: "an escape")
    }
  }

  /// Four hex digits.
  private mutating func unit() throws(TreeError) -> UInt32 {
    guard at + 4 <= count else { throw .malformed(offset: at, expected: "four hex digits") }
    var value: UInt32 = 0
    for _ in 0..<4 {
      let character = self[at]
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(character - 0x30)
      case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
        value = value << 4 | UInt32(character & 0x0f + 9)
      default: throw .malformed(offset: at, expected: "four hex digits")
      }
      at += 1
    }
    return value
  }
}

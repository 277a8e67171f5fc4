/// Up to 32 bytes of hash, inline: no heap, cheap to copy, compare and store in arrays.
/// Unused bytes are zero.
public struct Digest: Hashable, Sendable {
  // Big-endian words, so that comparing words compares bytes.
  var w0: UInt64 = 0, w1: UInt64 = 0, w2: UInt64 = 0, w3: UInt64 = 0

  public init() {}

  /// The first 32 bytes of `bytes`; shorter input leaves zeros.
  public init(bytes: UnsafeRawBufferPointer) {
    func word(_ at: Int) -> UInt64 {
      var word: UInt64 = 0
      for i in at..<(at + 8) { word = word << 8 | UInt64(i < bytes.count ? bytes[i] : 0) }
      return word
    }
    (w0, w1, w2, w3) = (word(0), word(8), word(16), word(24))
  }

  /// A 16-byte digest from its two big-endian halves, as compact tables keep it.
  public init(high: UInt64, low: UInt64) { (w0, w1) = (high, low) }

  /// The first 16 bytes as two big-endian words.
  public var halves: (high: UInt64, low: UInt64) { (w0, w1) }

  /// A 32-byte digest from its four big-endian words.
  public init(_ w0: UInt64, _ w1: UInt64, _ w2: UInt64, _ w3: UInt64) {
    (self.w0, self.w1, self.w2, self.w3) = (w0, w1, w2, w3)
  }

  /// All 32 bytes as four big-endian words.
  public var words: (UInt64, UInt64, UInt64, UInt64) { (w0, w1, w2, w3) }

  /// Reads `byteCount` bytes of hex, either case; nil when anything else is there.
  public init?(hex: some Collection<UInt8>, byteCount: Int) {
    guard hex.count == byteCount * 2, byteCount <= 32 else { return nil }
    var words = InlineArray<4, UInt64>(repeating: 0)
    var nibbles = 0
    for character in hex {
      let value: UInt8
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = character - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = character - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = character - UInt8(ascii: "A") + 10
      default: return nil
      }
      words[nibbles >> 4] = words[nibbles >> 4] << 4 | UInt64(value)
      nibbles += 1
    }
    // Left-align a last word that is only partly filled (never so for 16 or 32 bytes).
    if nibbles & 15 != 0 { words[nibbles >> 4] <<= UInt64(16 - nibbles & 15) * 4 }
    (w0, w1, w2, w3) = (words[0], words[1], words[2], words[3])
  }

  /// Writes `byteCount * 2` lower-case hex digits to `out`.
  @inlinable
  public func writeHex(byteCount: Int, to out: UnsafeMutablePointer<UInt8>) {
    for i in 0..<byteCount {
      let byte = self[i]
      out[2 * i] = Self.digit(byte >> 4)
      out[2 * i + 1] = Self.digit(byte & 15)
    }
  }

  /// Byte `index` of 0..<32.
  public subscript(index: Int) -> UInt8 {
    let word: UInt64
    switch index >> 3 {
    case 0: word = w0
    case 1: word = w1
    case 2: word = w2
    default: word = w3
    }
    return UInt8(truncatingIfNeeded: word >> UInt64((7 - index & 7) * 8))
  }

  public func hex(byteCount: Int) -> String {
    String(unsafeUninitializedCapacity: byteCount * 2) {
      guard let out = $0.baseAddress else { return 0 }
      writeHex(byteCount: byteCount, to: out)
      return byteCount * 2
    }
  }

  @usableFromInline
  static func digit(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
  }
}

extension Digest: Comparable {
  public static func < (a: Digest, b: Digest) -> Bool {
    (a.w0, a.w1, a.w2, a.w3) < (b.w0, b.w1, b.w2, b.w3)
  }
}

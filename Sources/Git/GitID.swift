/// The SHA-1 name of a git object. Ordered by bytes, which is the order of the hexadecimal text.
public struct GitID: Hashable, Comparable, Sendable, CustomStringConvertible {
  private let high: UInt64
  private let middle: UInt64
  private let low: UInt32

  static let byteCount = 20

  /// Takes 20 bytes; nil for any other number.
  init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    var parts: (UInt64, UInt64, UInt32) = (0, 0, 0)
    for (i, byte) in bytes.enumerated() {
      switch i {
      case 0..<8: parts.0 = parts.0 << 8 | UInt64(byte)
      case 8..<16: parts.1 = parts.1 << 8 | UInt64(byte)
      default: parts.2 = parts.2 << 8 | UInt32(byte)
      }
    }
    (high, middle, low) = parts
  }

  /// Takes 40 hexadecimal digits; nil for anything else.
  public init?(hex: some StringProtocol) { self.init(hex: Array(hex.utf8)[...]) }

  init?(hex digits: ArraySlice<UInt8>) { self.init(hexDigits: digits) }

  init?(hexDigits digits: some Collection<UInt8>) {
    guard digits.count == 2 * Self.byteCount else { return nil }
    var parts: (UInt64, UInt64, UInt32) = (0, 0, 0)
    var place = 0
    for digit in digits {
      let value: UInt8
      switch digit {
      case 0x30...0x39: value = digit - 0x30
      case 0x61...0x66: value = digit - 0x61 + 10
      case 0x41...0x46: value = digit - 0x41 + 10
      default: return nil
      }
      switch place {
      case 0..<16: parts.0 = parts.0 << 4 | UInt64(value)
      case 16..<32: parts.1 = parts.1 << 4 | UInt64(value)
      default: parts.2 = parts.2 << 4 | UInt32(value)
      }
      place += 1
    }
    (high, middle, low) = parts
  }

  var bytes: [UInt8] {
    (0..<Self.byteCount).map { i in
      switch i {
      case 0..<8: UInt8(truncatingIfNeeded: high >> UInt64(8 * (7 - i)))
      case 8..<16: UInt8(truncatingIfNeeded: middle >> UInt64(8 * (15 - i)))
      default: UInt8(truncatingIfNeeded: low >> UInt32(8 * (19 - i)))
      }
    }
  }

  /// 40 lowercase digits.
  public var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
  /// The first seven digits, as people quote commits.
  public var short: String { String(hex.prefix(7)) }
  public var description: String { hex }

  public static func < (a: GitID, b: GitID) -> Bool {
    (a.high, a.middle, a.low) < (b.high, b.middle, b.low)
  }
}

/// Integers of any size, as Python has them.
enum PythonInteger {
  /// The value of plain digits: `.int` where it fits, decimal text elsewhere.
  static func value(_ digits: [UInt8], radix: UInt32, isNegative: Bool) -> Value {
    let text = (isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self)
    if let number = Int(text, radix: Int(radix)) { return .int(number) }
    let magnitude =
      radix == 10 ? Array(digits.drop { $0 == UInt8(ascii: "0") }) : decimal(digits, radix: radix)
    return .bigInt((isNegative ? "-" : "") + String(decoding: magnitude, as: UTF8.self))
  }

  /// Decimal digits of a number in another base, by long multiplication in limbs of nine digits.
  private static func decimal(_ digits: [UInt8], radix: UInt32) -> [UInt8] {
    var limbs: [UInt64] = [0]
    for byte in digits {
      var carry = UInt64(JSONScanner.hexValue(byte) ?? 0)
      for i in limbs.indices {
        let sum = limbs[i] * UInt64(radix) + carry
        limbs[i] = sum % 1_000_000_000
        carry = sum / 1_000_000_000
      }
      if carry > 0 { limbs.append(carry) }
    }
    var text = ""
    for limb in limbs.reversed() {
      let part = String(limb)
      text += (text.isEmpty ? "" : String(repeating: "0", count: 9 - part.utf8.count)) + part
    }
    return Array(text.utf8)
  }
}

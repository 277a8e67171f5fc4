/// Floating-point numbers in Python's spelling.
public enum PythonFloat {
  /// The shortest text that reads back as `number`: `0.1`, `1.0`, `1e-05`, `1e+16`, `-0.0`, `inf`, `nan`.
  public static func repr(_ number: Double) -> String {
    if number.isNaN { return "nan" }
    if number.isInfinite { return number < 0 ? "-inf" : "inf" }
    let (digits, point) = decimal(number.magnitude)
    var out: [UInt8] = number.sign == .minus ? [UInt8(ascii: "-")] : []
    if point > 16 || point < -3 {
      out.append(digits[0])
      if digits.count > 1 {
        out.append(UInt8(ascii: "."))
        out.append(contentsOf: digits.dropFirst())
      }
      let exponent = point - 1
      out.append(contentsOf: exponent < 0 ? "e-".utf8 : "e+".utf8)
      if abs(exponent) < 10 { out.append(UInt8(ascii: "0")) }
      out.append(contentsOf: String(abs(exponent)).utf8)
    } else if point <= 0 {
      out.append(contentsOf: "0.".utf8)
      out.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -point))
      out.append(contentsOf: digits)
    } else {
      out.append(contentsOf: digits.prefix(point))
      out.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, point - digits.count)))
      out.append(UInt8(ascii: "."))
      out.append(contentsOf: digits.count > point ? digits[point...] : [UInt8(ascii: "0")])
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The shortest round-trip digits, without zeros at either end, and where the point stands:
  /// `0.digits * 10^point`. Zero is the digit 0 before the point.
  static func decimal(_ magnitude: Double) -> (digits: [UInt8], point: Int) {
    // Swift's description has the same shortest digits, only laid out differently.
    var digits: [UInt8] = []
    var point = 0
    var isFraction = false
    var text = magnitude.description.utf8[...]
    while let byte = text.popFirst(), byte != UInt8(ascii: "e") {
      if byte == UInt8(ascii: ".") {
        isFraction = true
      } else {
        digits.append(byte)
        if !isFraction { point += 1 }
      }
    }
    point += Int(String(text) ?? "") ?? 0
    let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
    if leading == digits.count { return ([UInt8(ascii: "0")], 1) }
    digits.removeFirst(leading)
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, point - leading)
  }
}

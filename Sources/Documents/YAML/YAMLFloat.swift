/// A finite number's text, by the rule Python and DVC's YAML share (formats §0.3).
enum YAMLFloat {
  static func text(_ number: Double) -> String {
    if number == 0 { return number.sign == .minus ? "-0.0" : "0.0" }
    let (digits, exponent) = decimal(number.magnitude)
    let sign = number < 0 ? "-" : ""
    // `exponent` is that of the first digit: d.ddd × 10^exponent.
    if exponent < -4 || exponent >= 16 {
      let head = digits.count == 1 ? digits : "\(digits.prefix(1)).\(digits.dropFirst())"
      let size = exponent.magnitude
      return "\(sign)\(head)e\(exponent < 0 ? "-" : "+")\(size < 10 ? "0" : "")\(size)"
    }
    if exponent < 0 {
      return "\(sign)0." + String(repeating: "0", count: -exponent - 1) + digits
    }
    let whole = exponent + 1
    if digits.count <= whole {
      return sign + digits + String(repeating: "0", count: whole - digits.count) + ".0"
    }
    return "\(sign)\(digits.prefix(whole)).\(digits.dropFirst(whole))"
  }

  /// The shortest digits that read back as `number`, without outer zeros, and the first one's exponent.
  private static func decimal(_ number: Double) -> (digits: String, exponent: Int) {
    var digits = ""
    var exponent = 0
    var point: Int?
    var text = Substring(number.description)
    if let e = text.firstIndex(where: { $0 == "e" || $0 == "E" }) {
      exponent = Int(text[text.index(after: e)...]) ?? 0
      text = text[..<e]
    }
    for character in text {
      if character == "." { point = digits.count } else { digits.append(character) }
    }
    exponent += (point ?? digits.count) - 1
    let leading = digits.prefix { $0 == "0" }.count
    digits.removeFirst(leading)
    exponent -= leading
    while digits.last == "0" { digits.removeLast() }
    return (digits, exponent)
  }
}

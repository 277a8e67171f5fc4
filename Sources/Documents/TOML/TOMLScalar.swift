/// Numbers, booleans and dates of TOML.
extension TOMLScanner {
  /// Any value that doesn't begin with a quote or bracket.
  mutating func scalar() throws(DocumentError) -> Value {
    let start = at
    var token = word()
    // A date and a time may be joined by one blank.
    if Self.isDate(token), current == 0x20, at + 1 < bytes.count, Self.isDigit(bytes[at + 1]) {
      at += 1
      token = token + [0x20] + word()
    }
    if token.isEmpty { throw error("expected a value", at: start) }
    if let value = Self.keyword(token) ?? Self.integer(token) ?? Self.float(token) { return value }
    if Self.isTimestamp(token) { return .timestamp(String(decoding: token, as: UTF8.self)) }
    throw error("'\(String(decoding: token, as: UTF8.self))' is not a value", at: start)
  }

  private mutating func word() -> [UInt8] {
    let start = at
    while let byte = current {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"),
        UInt8(ascii: "."), UInt8(ascii: ":"):
        at += 1
        continue
      default: break
      }
      break
    }
    return Array(bytes[start..<at])
  }

  private static func keyword(_ token: [UInt8]) -> Value? {
    switch String(decoding: token, as: UTF8.self) {
    case "true": .bool(true)
    case "false": .bool(false)
    case "inf", "+inf": .double(.infinity)
    case "-inf": .double(-.infinity)
    case "nan", "+nan", "-nan": .double(.nan)
    default: nil
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  /// Digits of `radix` with single underscores between them; nil when there is anything else.
  private static func digits(_ text: ArraySlice<UInt8>, radix: UInt32) -> [UInt8]? {
    var out: [UInt8] = []
    var wasDigit = false
    for byte in text {
      if byte == UInt8(ascii: "_") {
        guard wasDigit else { return nil }
        wasDigit = false
      } else {
        guard let digit = JSONScanner.hexValue(byte), digit < radix else { return nil }
        out.append(byte)
        wasDigit = true
      }
    }
    return wasDigit ? out : nil
  }

  private static func integer(_ token: [UInt8]) -> Value? {
    if token.count > 2, token[0] == UInt8(ascii: "0") {
      let radix: UInt32? =
        switch token[1] {
        case UInt8(ascii: "x"): 16
        case UInt8(ascii: "o"): 8
        case UInt8(ascii: "b"): 2
        default: nil
        }
      if let radix {
        return digits(token[2...], radix: radix).map {
          PythonInteger.value($0, radix: radix, isNegative: false)
        }
      }
    }
    let isSigned = token.first == UInt8(ascii: "-") || token.first == UInt8(ascii: "+")
    guard let digits = digits(token.dropFirst(isSigned ? 1 : 0), radix: 10),
      digits.count == 1 || digits[0] != UInt8(ascii: "0")
    else { return nil }
    return PythonInteger.value(digits, radix: 10, isNegative: token.first == UInt8(ascii: "-"))
  }

  private static func float(_ token: [UInt8]) -> Value? {
    let isSigned = token.first == UInt8(ascii: "-") || token.first == UInt8(ascii: "+")
    var rest = token.dropFirst(isSigned ? 1 : 0)
    var plain: [UInt8] = token.first == UInt8(ascii: "-") ? [UInt8(ascii: "-")] : []
    var exponent: ArraySlice<UInt8>?
    if let e = rest.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
      exponent = rest[(e + 1)...]
      rest = rest[..<e]
    }
    let parts = rest.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first.flatMap({ digits($0, radix: 10) }),
      whole.count == 1 || whole[0] != UInt8(ascii: "0")
    else { return nil }
    plain += whole
    if parts.count == 2 {
      guard let fraction = digits(parts[1], radix: 10) else { return nil }
      plain += [UInt8(ascii: ".")] + fraction
    }
    if var exponent {
      plain.append(UInt8(ascii: "e"))
      if let sign = exponent.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        plain.append(sign)
        exponent = exponent.dropFirst()
      }
      guard let digits = digits(exponent, radix: 10) else { return nil }
      plain += digits
    } else if parts.count < 2 {
      return nil
    }
    return Double(String(decoding: plain, as: UTF8.self)).map(Value.double)
  }
}

// MARK: - Dates and times

extension TOMLScanner {
  private static func isDate(_ token: [UInt8]) -> Bool { fits(token, "dddd-dd-dd") }

  /// `pattern`: `d` is a digit, the rest itself.
  private static func fits(_ text: some Collection<UInt8>, _ pattern: StaticString) -> Bool {
    guard text.count == pattern.utf8CodeUnitCount else { return false }
    for (i, byte) in text.enumerated() {
      let wanted = pattern.utf8Start[i]
      guard wanted == UInt8(ascii: "d") ? isDigit(byte) : byte == wanted else { return false }
    }
    return true
  }

  private static func number(_ text: some Collection<UInt8>) -> Int {
    text.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  /// A local date, local time, local date-time or offset date-time whose parts are in range.
  private static func isTimestamp(_ token: [UInt8]) -> Bool {
    if fits(token.prefix(10), "dddd-dd-dd") {
      guard isValidDate(token[..<10]) else { return false }
      if token.count == 10 { return true }
      guard [0x20, UInt8(ascii: "T"), UInt8(ascii: "t")].contains(token[10]) else { return false }
      return isTime(token[11...], allowsOffset: true)
    }
    return isTime(token[...], allowsOffset: false)
  }

  private static func isValidDate(_ text: ArraySlice<UInt8>) -> Bool {
    let year = number(text.prefix(4))
    let month = number(text.dropFirst(5).prefix(2))
    let day = number(text.suffix(2))
    guard year > 0, (1...12).contains(month), day > 0 else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return day <= days[month - 1]
  }

  private static func isTime(_ text: ArraySlice<UInt8>, allowsOffset: Bool) -> Bool {
    var rest = text
    guard fits(rest.prefix(8), "dd:dd:dd"), number(rest.prefix(2)) < 24,
      number(rest.dropFirst(3).prefix(2)) < 60, number(rest.dropFirst(6).prefix(2)) < 60
    else { return false }
    rest = rest.dropFirst(8)
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix(while: isDigit)
      if fraction.isEmpty { return false }
      rest = rest.dropFirst(1 + fraction.count)
    }
    if rest.isEmpty { return true }
    guard allowsOffset else { return false }
    if rest.count == 1 { return rest.first == UInt8(ascii: "Z") || rest.first == UInt8(ascii: "z") }
    return (fits(rest, "+dd:dd") || fits(rest, "-dd:dd")) && number(rest.dropFirst().prefix(2)) < 24
      && number(rest.suffix(2)) < 60
  }
}

/// What a plain scalar means (formats §0.2).
enum YAMLScalar {
  enum Kind: Equatable { case string, null, bool, int, float, timestamp, merge, value }

  struct Problem: Error { let message: String }

  typealias Bytes = UnsafeBufferPointer<UInt8>

  /// The type a plain scalar resolves to.
  static func kind(of text: Bytes) -> Kind {
    guard let first = text.first else { return .null }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      if isFloat(text) { return .float }
      if isInt(text) { return .int }
      return YAMLTimestamp.matches(text) ? .timestamp : .string
    case UInt8(ascii: "~"): return text.count == 1 ? .null : .string
    case UInt8(ascii: "n"), UInt8(ascii: "N"):
      return isAny(text, ["null", "Null", "NULL"]) ? .null : .string
    case UInt8(ascii: "t"), UInt8(ascii: "T"):
      return isAny(text, ["true", "True", "TRUE"]) ? .bool : .string
    case UInt8(ascii: "f"), UInt8(ascii: "F"):
      return isAny(text, ["false", "False", "FALSE"]) ? .bool : .string
    case UInt8(ascii: "<"): return isAny(text, ["<<"]) ? .merge : .string
    case UInt8(ascii: "="): return text.count == 1 ? .value : .string
    default: return .string
    }
  }

  static func value(of text: Bytes, as kind: Kind) -> Result<Value, Problem> {
    switch kind {
    case .string, .merge, .value: return .success(.string(String(decoding: text, as: UTF8.self)))
    case .null: return .success(.null)
    case .bool:
      guard let first = text.first, isAny(text, ["true", "True", "TRUE", "false", "False", "FALSE"]) else {
        return .failure(Problem(message: "'\(String(decoding: text, as: UTF8.self))'"))
      }
      return .success(.bool(first == UInt8(ascii: "t") || first == UInt8(ascii: "T")))
    case .int: return int(text)
    case .float: return float(text)
    case .timestamp:
      if let problem = YAMLTimestamp.problem(text) { return .failure(Problem(message: problem)) }
      return .success(.timestamp(String(decoding: text, as: UTF8.self)))
    }
  }

  private static func isAny(_ text: Bytes, _ words: [StaticString]) -> Bool {
    words.contains { word in
      word.utf8CodeUnitCount == text.count
        && (0..<text.count).allSatisfy { word.utf8Start[$0] == text[$0] }
    }
  }

  // MARK: Integers

  private static func isSign(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") }
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
  private static func isDigitOrBar(_ byte: UInt8) -> Bool { isDigit(byte) || byte == UInt8(ascii: "_") }

  /// The digits' base and where they begin, when the text has the shape of an integer.
  private static func integerShape(_ text: Bytes) -> (radix: Int, from: Int)? {
    let start = isSign(text[0]) ? 1 : 0
    guard start < text.count else { return nil }
    if text[start] == UInt8(ascii: "0"), start + 2 < text.count {
      let digits = text[(start + 2)...]
      switch text[start + 1] {
      case UInt8(ascii: "b"):
        return digits.allSatisfy { $0 == 48 || $0 == 49 || $0 == 95 } ? (2, start + 2) : nil
      case UInt8(ascii: "o"):
        return digits.allSatisfy { $0 &- 48 < 8 || $0 == 95 } ? (8, start + 2) : nil
      case UInt8(ascii: "x"):
        return digits.allSatisfy { isDigitOrBar($0) || ($0 | 32) &- 97 < 6 } ? (16, start + 2) : nil
      default: break
      }
    }
    return text[start...].allSatisfy(isDigitOrBar) ? (10, start) : nil
  }

  private static func isInt(_ text: Bytes) -> Bool { integerShape(text) != nil }

  private static func int(_ text: Bytes) -> Result<Value, Problem> {
    let shown = String(decoding: text.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    guard !text.isEmpty, let (radix, from) = integerShape(text) else {
      return .failure(Problem(message: "invalid literal for int() with base 10: '\(shown)'"))
    }
    let digits = text[from...].filter { $0 != UInt8(ascii: "_") }
    if digits.isEmpty {
      return .failure(Problem(message: "invalid literal for int() with base \(radix): ''"))
    }
    let negative = text[0] == UInt8(ascii: "-")
    let plain = String(decoding: digits, as: UTF8.self)
    if let number = Int((negative ? "-" : "") + plain, radix: radix) { return .success(.int(number)) }
    let decimal = radix == 10 ? String(plain.drop { $0 == "0" }) : BigDecimal.text(of: digits, radix: radix)
    return .success(.bigInt((negative ? "-" : "") + decimal))
  }

  // MARK: Floats

  private static func isFloat(_ text: Bytes) -> Bool {
    var at = isSign(text[0]) ? 1 : 0
    let end = text.count
    guard at < end else { return false }
    if text[at] == UInt8(ascii: ".") {
      let word = Bytes(rebasing: text[at...])
      if isAny(word, [".inf", ".Inf", ".INF"]) { return true }
      if at == 0, isAny(word, [".nan", ".NaN", ".NAN"]) { return true }
      let digits = skip(text, at + 1, isDigitOrBar)
      guard digits > at + 1 else { return false }
      return digits == end || isExponent(text, digits, signed: true)
    }
    guard isDigit(text[at]) else { return false }
    at = skip(text, at, isDigitOrBar)
    guard at < end else { return false }
    if text[at] == UInt8(ascii: ".") {
      at = skip(text, at + 1, isDigitOrBar)
      return at == end || isExponent(text, at, signed: false)
    }
    return isExponent(text, at, signed: false)
  }

  private static func isExponent(_ text: Bytes, _ from: Int, signed: Bool) -> Bool {
    guard text[from] | 32 == UInt8(ascii: "e"), from + 1 < text.count else { return false }
    var at = from + 1
    if isSign(text[at]) { at += 1 } else if signed { return false }
    return at < text.count && text[at...].allSatisfy(isDigit)
  }

  private static func skip(_ text: Bytes, _ from: Int, _ matches: (UInt8) -> Bool) -> Int {
    var at = from
    while at < text.count, matches(text[at]) { at += 1 }
    return at
  }

  private static func float(_ text: Bytes) -> Result<Value, Problem> {
    let plain = String(decoding: text.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    let bare = plain.first == "+" || plain.first == "-" ? plain.dropFirst() : plain[...]
    switch bare {
    case ".inf", ".Inf", ".INF": return .success(.double(plain.first == "-" ? -.infinity : .infinity))
    case ".nan", ".NaN", ".NAN": return .success(.double(.nan))
    default: break
    }
    // Swift wants a digit behind the point; a text of this shape has at most one point.
    var text = ""
    for character in plain {
      if text.last == ".", !character.isASCII || !character.isNumber { text += "0" }
      text.append(character)
    }
    if text.last == "." { text += "0" }
    guard bare != ".", let number = Double(text) else {
      return .failure(Problem(message: "could not convert string to float: '\(plain)'"))
    }
    return .success(.double(number))
  }
}

/// Decimal digits of integers beyond 64 bits that were written in another base.
enum BigDecimal {
  static func text(of digits: [UInt8], radix: Int) -> String {
    // Limbs of nine decimal digits, least first.
    var limbs: [UInt64] = [0]
    for digit in digits {
      var carry = UInt64(digit < 58 ? digit - 48 : (digit | 32) - 87)
      for at in limbs.indices {
        let sum = limbs[at] * UInt64(radix) + carry
        limbs[at] = sum % 1_000_000_000
        carry = sum / 1_000_000_000
      }
      if carry > 0 { limbs.append(carry) }
    }
    var text = String(limbs[limbs.count - 1])
    for limb in limbs.dropLast().reversed() {
      let part = String(limb)
      text += String(repeating: "0", count: 9 - part.count) + part
    }
    return text
  }
}

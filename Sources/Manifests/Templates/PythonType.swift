import Documents

/// Names and texts of values as the peer's messages and substitutions have them.
enum PythonType {
  static func name(of value: Value) -> String {
    switch value {
    case .null: "NoneType"
    case .bool: "bool"
    case .int, .bigInt: "int"
    case .double: "float"
    case .string: "str"
    case .timestamp(let text): text.utf8.contains(UInt8(ascii: ":")) ? "datetime" : "date"
    case .list: "list"
    case .map: "dict"
    }
  }

  /// A scalar inside a text: `true`, `None`, `1e-05`.
  static func text(of value: Value) -> String {
    if case .bool(let flag) = value { return flag ? "true" : "false" }
    return PythonText.str(value)
  }

  /// A list position as Python's `int()` reads it: sign, blanks and single underscores allowed.
  static func integer(_ text: String) -> Int? {
    var digits = ""
    var previous: Character?
    for character in text {
      if character == "_" {
        guard let before = previous, before.isASCII, before.isNumber else { return nil }
      } else {
        digits.append(character)
      }
      previous = character
    }
    return previous == "_" ? nil : Int(digits)
  }
}

/// Values in the spelling of Python's `str()` and `repr()`, which the peer prints and compares.
public enum PythonText {
  /// `str(value)`: a string is itself, a date its ISO form, all else as `repr`.
  public static func str(_ value: Value) -> String {
    switch value {
    case .string(let text): text
    case .timestamp(let text): PythonDate(text).map(\.str) ?? text
    default: repr(value)
    }
  }

  /// `repr(value)`: `True`, `None`, `'text'`, `[1, 'a']`, `{'k': 1.0}`.
  public static func repr(_ value: Value) -> String {
    switch value {
    case .null: "None"
    case .bool(let flag): flag ? "True" : "False"
    case .int(let number): String(number)
    case .bigInt(let digits): digits
    case .double(let number): PythonFloat.repr(number)
    case .string(let text): quoted(text)
    case .timestamp(let text): PythonDate(text).map(\.repr) ?? quoted(text)
    case .list(let items): "[" + items.map(repr).joined(separator: ", ") + "]"
    case .map(let mapping):
      "{" + mapping.entries.map { repr($0.key) + ": " + repr($0.value) }.joined(separator: ", ") + "}"
    }
  }

  /// A string literal: single quotes unless the text has those and no double ones.
  public static func quoted(_ text: String) -> String {
    let quote: Unicode.Scalar =
      text.unicodeScalars.contains("'") && !text.unicodeScalars.contains("\"") ? "\"" : "'"
    var out = String.UnicodeScalarView()
    out.append(quote)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", quote:
        out.append("\\")
        out.append(scalar)
      case "\n": out.append(contentsOf: "\\n".unicodeScalars)
      case "\r": out.append(contentsOf: "\\r".unicodeScalars)
      case "\t": out.append(contentsOf: "\\t".unicodeScalars)
      case _ where isPrintable(scalar): out.append(scalar)
      default: out.append(contentsOf: escaped(scalar).unicodeScalars)
      }
    }
    out.append(quote)
    return String(out)
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value >= 0x20 }
    return switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
      .spaceSeparator:
      false
    default: true
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    let hex = String(scalar.value, radix: 16)
    let (mark, width) =
      switch scalar.value {
      case 0...0xFF: ("\\x", 2)
      case 0x100...0xFFFF: ("\\u", 4)
      default: ("\\U", 8)
      }
    return mark + String(repeating: "0", count: width - hex.utf8.count) + hex
  }
}

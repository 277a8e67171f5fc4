/// Writes a value as Python's `json.dumps` does: ASCII only, lower-case `\uXXXX`.
struct JSONWriter {
  let style: JSON.Style
  let sortKeys: Bool
  private(set) var out: [UInt8] = []
  private var level = 0

  init(style: JSON.Style, sortKeys: Bool) {
    self.style = style
    self.sortKeys = sortKeys
  }

  mutating func write(_ value: Value) {
    switch value {
    case .null: append("null")
    case .bool(let flag): append(flag ? "true" : "false")
    case .int(let number): append(String(number))
    case .bigInt(let digits): append(digits)
    case .double(let number): append(Self.text(of: number))
    case .string(let text), .timestamp(let text): quote(text)
    case .list(let items): write(items)
    case .map(let mapping): write(mapping)
    }
  }

  private mutating func write(_ items: [Value]) {
    if items.isEmpty { return append("[]") }
    out.append(UInt8(ascii: "["))
    level += 1
    for (i, item) in items.enumerated() {
      separate(isFirst: i == 0)
      write(item)
    }
    close(UInt8(ascii: "]"))
  }

  private mutating func write(_ mapping: Mapping) {
    if mapping.isEmpty { return append("{}") }
    out.append(UInt8(ascii: "{"))
    level += 1
    let entries = sortKeys ? Self.sorted(mapping.entries) : mapping.entries
    for (i, entry) in entries.enumerated() {
      separate(isFirst: i == 0)
      quote(Self.keyText(entry.key))
      append(": ")
      write(entry.value)
    }
    close(UInt8(ascii: "}"))
  }

  private mutating func separate(isFirst: Bool) {
    switch style {
    case .compact: if !isFirst { append(", ") }
    case .indented:
      if !isFirst { out.append(UInt8(ascii: ",")) }
      newline()
    }
  }

  private mutating func close(_ bracket: UInt8) {
    level -= 1
    newline()
    out.append(bracket)
  }

  private mutating func newline() {
    guard case .indented(let width) = style else { return }
    out.append(UInt8(ascii: "\n"))
    out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: width * level))
  }

  private mutating func append(_ text: String) { out.append(contentsOf: text.utf8) }

  private static func text(of number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    return PythonFloat.repr(number)
  }

  /// A key's text: Python turns numbers, booleans and null into their JSON form.
  private static func keyText(_ key: Value) -> String {
    switch key {
    case .string(let text), .timestamp(let text): text
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .double(let number): text(of: number)
    case .int, .bigInt, .list, .map: PythonText.repr(key)
    }
  }

  /// Strings by code point, numbers by value; a mixture, which Python refuses, by text.
  private static func sorted(_ entries: [Mapping.Entry]) -> [Mapping.Entry] {
    let numbers = entries.compactMap { Self.number($0.key) }
    if numbers.count == entries.count {
      return zip(numbers, entries).sorted { $0.0 < $1.0 }.map(\.1)
    }
    return entries.map { (Array(keyText($0.key).utf8), $0) }
      .sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
  }

  private static func number(_ key: Value) -> Double? {
    switch key {
    case .int(let number): Double(number)
    case .bigInt(let digits): Double(digits)
    case .double(let number): number
    case .bool(let flag): flag ? 1 : 0
    default: nil
    }
  }
}

// MARK: - Strings

extension JSONWriter {
  private mutating func quote(_ text: String) {
    out.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22: append("\\\"")
      case 0x5C: append("\\\\")
      case 0x20...0x7E: out.append(UInt8(scalar.value))
      case 0x0A: append("\\n")
      case 0x0D: append("\\r")
      case 0x09: append("\\t")
      case 0x08: append("\\b")
      case 0x0C: append("\\f")
      case 0...0xFFFF: escape(UInt16(scalar.value))
      default:
        for unit in UTF16.encode(scalar).map({ Array($0) }) ?? [] { escape(unit) }
      }
    }
    out.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ unit: UInt16) {
    append("\\u")
    for shift in [12, 8, 4, 0] as [UInt16] {
      let nibble = UInt8(unit >> shift & 15)
      out.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
    }
  }
}

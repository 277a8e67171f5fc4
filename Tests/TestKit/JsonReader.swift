/// Text that is no JSON: what was expected, and at which byte.
public struct JsonError: Error, CustomStringConvertible {
  public let description: String
}

extension Json {
  public init(_ text: String) throws(JsonError) {
    try self.init(bytes: Array(text.utf8))
  }

  public init(bytes: [UInt8]) throws(JsonError) {
    var reader = JsonReader(bytes: bytes)
    self = try reader.value()
    reader.skipBlanks()
    guard reader.place == bytes.count else { throw reader.error("the end") }
  }
}

private struct JsonReader {
  let bytes: [UInt8]
  var place = 0

  func error(_ expected: String) -> JsonError {
    JsonError(description: "expected \(expected) at byte \(place)")
  }

  var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  mutating func skipBlanks() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
  }

  mutating func take(_ word: String) -> Bool {
    let wanted = Array(word.utf8)
    guard bytes[place...].starts(with: wanted) else { return false }
    place += wanted.count
    return true
  }

  mutating func value() throws(JsonError) -> Json {
    skipBlanks()
    if take("null") { return .null }
    if take("true") { return .bool(true) }
    if take("false") { return .bool(false) }
    if take("[") { return try array() }
    if take("{") { return try object() }
    if next == UInt8(ascii: "\"") { return .string(try string()) }
    // Python also writes NaN and Infinity.
    let start = place
    while let byte = next, !",]} \n\t\r".utf8.contains(byte) { place += 1 }
    guard place > start else { throw error("a value") }
    return .number(String(decoding: bytes[start..<place], as: UTF8.self))
  }

  mutating func array() throws(JsonError) -> Json {
    var items: [Json] = []
    skipBlanks()
    if take("]") { return .array(items) }
    while true {
      items.append(try value())
      skipBlanks()
      if take("]") { return .array(items) }
      guard take(",") else { throw error("',' or ']'") }
    }
  }

  mutating func object() throws(JsonError) -> Json {
    var members: [Json.Member] = []
    skipBlanks()
    if take("}") { return .object(members) }
    while true {
      skipBlanks()
      let key = try string()
      skipBlanks()
      guard take(":") else { throw error("':'") }
      members.append(Json.Member(key: key, value: try value()))
      skipBlanks()
      if take("}") { return .object(members) }
      guard take(",") else { throw error("',' or '}'") }
    }
  }

  mutating func string() throws(JsonError) -> String {
    guard take("\"") else { throw error("'\"'") }
    var units: [UInt8] = []
    while let byte = next {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
      case UInt8(ascii: "\\"): units += try escape()
      default: units.append(byte)
      }
    }
    throw error("'\"'")
  }

  mutating func escape() throws(JsonError) -> [UInt8] {
    guard let letter = next else { throw error("an escape") }
    place += 1
    switch letter {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "u"):
      var units = [try hex()]
      if (0xD800..<0xDC00).contains(units[0]), take("\\u") { units.append(try hex()) }
      return Array(String(decoding: units, as: UTF16.self).utf8)
    default: return [letter]
    }
  }

  mutating func hex() throws(JsonError) -> UInt16 {
    guard place + 4 <= bytes.count,
      let unit = UInt16(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
    else { throw error("four hexadecimal digits") }
    place += 4
    return unit
  }
}

/// A one-pass reader over the bytes of a JSON text.
struct JSONScanner {
  private let bytes: [UInt8]
  private var at = 0
  private var depth = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(DocumentError) -> Value {
    skipBlanks()
    let value = try self.value()
    skipBlanks()
    guard at == bytes.count else { throw error("Extra data") }
    return value
  }

  private func error(_ message: String, at offset: Int? = nil, kind: DocumentError.Kind = .syntax)
    -> DocumentError
  {
    TextPlace.error(message, at: offset ?? at, in: bytes, kind: kind)
  }

  private var current: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipBlanks() {
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x0A, 0x0D, 0x09: at += 1
      default: return
      }
    }
  }

  private mutating func value() throws(DocumentError) -> Value {
    switch current {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"): return .map(try object())
    case UInt8(ascii: "["): return .list(try array())
    case UInt8(ascii: "t") where take("true"): return .bool(true)
    case UInt8(ascii: "f") where take("false"): return .bool(false)
    case UInt8(ascii: "n") where take("null"): return .null
    case UInt8(ascii: "N") where take("NaN"): return .double(.nan)
    case UInt8(ascii: "I") where take("Infinity"): return .double(.infinity)
    case UInt8(ascii: "-") where take("-Infinity"): return .double(-.infinity)
    default: return try number()
    }
  }

  private mutating func take(_ word: StaticString) -> Bool {
    guard at + word.utf8CodeUnitCount <= bytes.count else { return false }
    for i in 0..<word.utf8CodeUnitCount where bytes[at + i] != word.utf8Start[i] { return false }
    at += word.utf8CodeUnitCount
    return true
  }

  private mutating func enter() throws(DocumentError) {
    depth += 1
    if depth > JSON.depthLimit { throw error("nested deeper than \(JSON.depthLimit) levels", kind: .limit) }
    at += 1
    skipBlanks()
  }

  private mutating func leave() {
    depth -= 1
    at += 1
  }

  private mutating func array() throws(DocumentError) -> [Value] {
    try enter()
    var items: [Value] = []
    if current == UInt8(ascii: "]") {
      leave()
      return items
    }
    while true {
      items.append(try value())
      skipBlanks()
      switch current {
      case UInt8(ascii: ","):
        at += 1
        skipBlanks()
      case UInt8(ascii: "]"):
        leave()
        return items
      default: throw error("Expecting ',' delimiter")
      }
    }
  }

  private mutating func object() throws(DocumentError) -> Mapping {
    try enter()
    var mapping = Mapping()
    if current == UInt8(ascii: "}") {
      leave()
      return mapping
    }
    while true {
      guard current == UInt8(ascii: "\"") else {
        throw error("Expecting property name enclosed in double quotes")
      }
      let key = try string()
      skipBlanks()
      guard current == UInt8(ascii: ":") else { throw error("Expecting ':' delimiter") }
      at += 1
      skipBlanks()
      mapping[key] = try value()
      skipBlanks()
      switch current {
      case UInt8(ascii: ","):
        at += 1
        skipBlanks()
      case UInt8(ascii: "}"):
        leave()
        return mapping
      default: throw error("Expecting ',' delimiter")
      }
    }
  }
}

// MARK: - Numbers

extension JSONScanner {
  private mutating func number() throws(DocumentError) -> Value {
    let start = at
    if current == UInt8(ascii: "-") { at += 1 }
    if current == UInt8(ascii: "0") {
      at += 1
    } else if digits() == 0 {
      at = start
      throw error("Expecting value")
    }
    var isInteger = true
    if current == UInt8(ascii: ".") {
      let before = at
      at += 1
      if digits() > 0 { isInteger = false } else { at = before }
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      let before = at
      at += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { at += 1 }
      if digits() > 0 { isInteger = false } else { at = before }
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    if isInteger { return Int(text).map(Value.int) ?? .bigInt(text) }
    return .double(Double(text) ?? .nan)
  }

  private mutating func digits() -> Int {
    let start = at
    while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { at += 1 }
    return at - start
  }
}

// MARK: - Strings

extension JSONScanner {
  /// At the opening quote; leaves the place after the closing one.
  private mutating func string() throws(DocumentError) -> String {
    let opening = at
    at += 1
    let start = at
    var buffer: [UInt8]?
    var copied = start
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        buffer?.append(contentsOf: bytes[copied..<at])
        let text =
          if let buffer { String(validating: buffer, as: UTF8.self) } else {
            String(validating: bytes[start..<at], as: UTF8.self)
          }
        guard let text else { throw error("invalid UTF-8", at: opening) }
        at += 1
        return text
      case UInt8(ascii: "\\"):
        var unescaped = buffer ?? []
        unescaped.append(contentsOf: bytes[copied..<at])
        try escape(opening: opening, into: &unescaped)
        buffer = unescaped
        copied = at
      case 0..<0x20: throw error("Invalid control character at")
      default: at += 1
      }
    }
    throw error("Unterminated string starting at", at: opening)
  }

  private mutating func escape(opening: Int, into out: inout [UInt8]) throws(DocumentError) {
    let backslash = at
    at += 1
    guard let byte = current else { throw error("Unterminated string starting at", at: opening) }
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "u"):
      var unit = try hexUnit()
      if unit & 0xFC00 == 0xD800, current == UInt8(ascii: "\\"), at + 1 < bytes.count,
        bytes[at + 1] == UInt8(ascii: "u")
      {
        let before = at
        at += 2
        let low = try hexUnit()
        if low & 0xFC00 == 0xDC00 {
          unit = 0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF)
        } else {
          at = before
        }
      }
      let scalar = Unicode.Scalar(unit) ?? "\u{FFFD}"
      out.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    default: throw error("Invalid \\escape", at: backslash)
    }
  }

  private mutating func hexUnit() throws(DocumentError) -> UInt32 {
    let start = at
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = current.flatMap(Self.hexValue) else {
        throw error("Invalid \\uXXXX escape", at: start)
      }
      unit = unit << 4 | digit
      at += 1
    }
    return unit
  }

  static func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}

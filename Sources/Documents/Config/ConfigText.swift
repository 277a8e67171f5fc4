/// The pieces of a config line.
enum ConfigText {
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  static func trimmed(_ text: some StringProtocol) -> String {
    let front = text.utf8.drop(while: isBlank)
    let back = front.reversed().prefix(while: isBlank).count
    return String(decoding: front.dropLast(back), as: UTF8.self)
  }

  /// Nothing but blanks, or a comment.
  static func isRemark(_ text: Substring) -> Bool {
    let rest = text.utf8.drop(while: isBlank)
    return rest.isEmpty || rest.first == UInt8(ascii: "#")
  }

  /// Takes a section's name up to its closing bracket; quotes around all of it are dropped.
  static func sectionName(_ rest: inout Substring) -> String? {
    let start = rest.utf8.drop(while: isBlank)
    if let quote = start.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
      // The quoted form holds when a bracket follows its end.
      var from = start.dropFirst()
      while let end = from.firstIndex(of: quote) {
        let after = start[end...].dropFirst().drop(while: isBlank)
        if after.first == UInt8(ascii: "]") {
          rest = Substring(after)
          return String(start[start.index(after: start.startIndex)..<end])
        }
        from = start[end...].dropFirst()
      }
    }
    // Else up to the last bracket, so that brackets may stand inside.
    guard let last = start.lastIndex(of: UInt8(ascii: "]")) else { return nil }
    var name = start[..<last]
    while name.last == UInt8(ascii: "]") { name = name.dropLast() }
    let text = trimmed(Substring(name))
    if text.isEmpty { return nil }
    // A bracket in a comment behind isn't the section's.
    if let first = start.firstIndex(of: UInt8(ascii: "]")), isRemark(Substring(start[first...].dropFirst())) {
      rest = Substring(start[first...])
      return trimmed(Substring(start[..<first]))
    }
    rest = Substring(start[name.endIndex...])
    return text
  }

  /// Name and value of `name = value`; nil when there is no `=` in the right place.
  static func split(_ line: String) -> (name: String, value: String)? {
    let bytes = line.utf8
    guard let first = bytes.first else { return nil }
    if first == UInt8(ascii: "'") || first == UInt8(ascii: "\"") {
      var from = bytes.dropFirst()
      while let end = from.firstIndex(of: first) {
        let after = bytes[end...].dropFirst().drop(while: isBlank)
        if after.first == UInt8(ascii: "=") {
          return (
            String(Substring(bytes.dropFirst().prefix(upTo: end))), trimmed(Substring(after.dropFirst()))
          )
        }
        from = bytes[end...].dropFirst()
      }
      return nil
    }
    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")), equals != bytes.startIndex else { return nil }
    return (trimmed(Substring(bytes[..<equals])), trimmed(Substring(bytes[equals...].dropFirst())))
  }

  static func longQuotes(_ value: String) -> String? {
    value.utf8.starts(with: "'''".utf8) ? "'''" : value.utf8.starts(with: "\"\"\"".utf8) ? "\"\"\"" : nil
  }

  static func lastRange(of needle: String, in text: String) -> Range<String.Index>? {
    let bytes = text.utf8
    let width = needle.utf8.count
    guard bytes.count >= width else { return nil }
    var at = bytes.index(bytes.endIndex, offsetBy: -width)
    while true {
      if bytes[at...].starts(with: needle.utf8) { return at..<bytes.index(at, offsetBy: width) }
      if at == bytes.startIndex { return nil }
      at = bytes.index(before: at)
    }
  }
}

// MARK: - Values on one line

extension ConfigText {
  /// A value and the comment behind it; nil when quotes or commas don't add up.
  static func value(_ text: String) -> ConfigDocument.Value? {
    var rest = text.utf8[...]
    var items: [String] = []
    var sawComma = false
    func skip() { rest = rest.drop(while: isBlank) }
    skip()
    // "," alone is the empty list.
    if rest.first == UInt8(ascii: ",") {
      return isRemark(Substring(rest.dropFirst())) ? .list([]) : nil
    }
    while let byte = rest.first, byte != UInt8(ascii: "#") {
      if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        rest = rest.dropFirst()
        guard let end = rest.firstIndex(of: byte) else { return nil }
        items.append(String(Substring(rest[..<end])))
        rest = rest[end...].dropFirst()
      } else if byte == UInt8(ascii: ",") {
        return nil
      } else {
        let word = rest.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "#") }
        items.append(trimmed(Substring(word)))
        rest = rest[word.endIndex...]
      }
      skip()
      guard let next = rest.first, next != UInt8(ascii: "#") else { break }
      guard next == UInt8(ascii: ",") else { return nil }
      sawComma = true
      rest = rest.dropFirst()
      skip()
    }
    if sawComma { return .list(items) }
    return .text(items.first ?? "")
  }
}

extension YAML {
  /// Writes a value as the peer does, byte for byte (formats §0.3): block style, 80 columns, sequences not
  /// indented below their key.
  public static func dump(_ value: Value) -> String {
    var emitter = YAMLEmitter()
    emitter.document(value)
    return emitter.writer.text
  }
}

/// Writes values that have no text of their own yet.
struct YAMLEmitter {
  var writer = YAMLWriter()

  /// Longer keys are written as `? key`.
  static let longestSimpleKey = 122

  mutating func document(_ value: Value) {
    switch value {
    case .map(let mapping) where !mapping.isEmpty: block(mapping, indent: 0)
    case .list(let items) where !items.isEmpty: block(items, indent: 0)
    case .map, .list:
      inline(value, indent: 0)
      writer.newLine()
    case .null: writer.write("null\n...\n")
    default:
      inline(value, indent: 0)
      let isPlain = writer.bytes.first != UInt8(ascii: "'") && writer.bytes.first != UInt8(ascii: "\"")
      writer.newLine()
      if isPlain { writer.write("...\n") }
    }
  }

  // MARK: Collections

  /// Entries at a column. The first one starts where the writer stands.
  mutating func block(_ mapping: Mapping, indent: Int) {
    for entry in mapping.entries {
      writer.pad(to: indent)
      let isExplicit = key(entry.key, indent: indent)
      if isExplicit {
        writer.newLine()
        writer.pad(to: indent)
      }
      writer.write(":")
      value(entry.value, indent: indent, isExplicit: isExplicit)
    }
  }

  mutating func block(_ items: [Value], indent: Int) {
    for item in items {
      writer.pad(to: indent)
      writer.write("- ")
      switch item {
      case .map(let mapping) where !mapping.isEmpty: block(mapping, indent: indent + 2)
      case .list(let items) where !items.isEmpty: block(items, indent: indent + 2)
      case .null: writer.newLine()
      default:
        inline(item, indent: indent + 2)
        writer.newLine()
      }
    }
  }

  /// What follows the colon, to the end of the line and below.
  mutating func value(_ value: Value, indent: Int, isExplicit: Bool) {
    switch value {
    case .map(let mapping) where !mapping.isEmpty:
      if isExplicit { writer.write(" ") } else { writer.newLine() }
      block(mapping, indent: indent + 2)
    case .list(let items) where !items.isEmpty:
      if isExplicit { writer.write(" ") } else { writer.newLine() }
      block(items, indent: isExplicit ? indent + 2 : indent)
    case .null: writer.newLine()
    default:
      writer.write(" ")
      inline(value, indent: indent + 2)
      writer.newLine()
    }
  }

  /// Writes a key; `true` when it took the `? ` form, without the line's end.
  mutating func key(_ key: Value, indent: Int) -> Bool {
    switch key {
    case .string(let text):
      let choice = text.withBytes { YAMLStyle.choose($0) }
      if choice.length > Self.longestSimpleKey || choice.hasLineBreak {
        writer.write("? ")
        scalar(text, choice, indent: indent + 2)
        return true
      }
      scalar(text, choice, indent: nil)
      return false
    case .list(let items) where !items.isEmpty:
      writer.write("? ")
      block(items, indent: indent + 2)
      writer.dropLineEnd()
      return true
    case .null: writer.write("null")
    case .map, .list: inline(key, indent: indent + 2)
    default:
      let text = Self.text(of: key)
      let isLong = text.utf8.count > Self.longestSimpleKey
      if isLong { writer.write("? ") }
      writer.write(ascii: text)
      return isLong
    }
    return false
  }

  // MARK: Scalars

  mutating func inline(_ value: Value, indent: Int?) {
    switch value {
    case .string(let text): scalar(text, text.withBytes { YAMLStyle.choose($0) }, indent: indent)
    case .map: writer.write("{}")
    case .list: writer.write("[]")
    default:
      let text = Self.text(of: value)
      writer.scalar(text, style: .plain, length: text.utf8.count, indent: indent)
    }
  }

  private mutating func scalar(_ text: String, _ choice: YAMLStyle.Choice, indent: Int?) {
    writer.scalar(text, style: choice.style, length: choice.length, indent: indent)
  }

  /// A scalar other than a string.
  static func text(of value: Value) -> String {
    switch value {
    case .null, .map, .list: ""
    case .bool(let flag): flag ? "true" : "false"
    case .int(let number): String(number)
    case .bigInt(let digits): digits
    case .double(let number):
      number.isNaN ? ".nan" : number.isInfinite ? (number < 0 ? "-.inf" : ".inf") : PythonFloat.repr(number)
    case .string(let text), .timestamp(let text): text
    }
  }
}

extension String {
  /// The text's bytes without copying them where they lie in one piece.
  func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
    return Array(utf8).withUnsafeBufferPointer(body)
  }
}

/// U+0085, U+2028 and U+2029 end a line for libyaml but not in YAML 1.2: they travel under other names.
struct YAMLSeparators {
  let hidden: [UInt8]
  /// For each separator, the unused character of the same length that stands for it.
  private var names: [(separator: [UInt8], name: [UInt8])] = []

  /// `nil` when the text has none.
  init?(in source: [UInt8]) {
    guard source.contains(where: { $0 == 0xC2 || $0 == 0xE2 }) else { return nil }
    var bytes = source
    for separator in [[0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9]] as [[UInt8]] {
      guard Self.holds(source, separator), let name = Self.free(separator.count, in: bytes) else { continue }
      Self.replace(separator, by: name, in: &bytes)
      names.append((separator, name))
    }
    if names.isEmpty { return nil }
    hidden = bytes
  }

  func restore(_ text: inout [UInt8]) {
    for (separator, name) in names { Self.replace(name, by: separator, in: &text) }
  }

  /// A letter of two bytes or a private-use character of three that the text doesn't hold.
  private static func free(_ width: Int, in source: [UInt8]) -> [UInt8]? {
    let candidates: [[UInt8]] =
      width == 2
      ? (0xC4...0xDF).flatMap { lead in (0x80...0xBF).map { [UInt8(lead), UInt8($0)] } }
      : (0x80...0xBF).flatMap { middle in (0x80...0xBF).map { [0xEE, UInt8(middle), UInt8($0)] } }
    return candidates.first { !holds(source, $0) }
  }

  private static func holds(_ source: [UInt8], _ part: [UInt8]) -> Bool {
    source.indices.contains { source[$0] == part[0] && source[$0...].starts(with: part) }
  }

  private static func replace(_ part: [UInt8], by other: [UInt8], in bytes: inout [UInt8]) {
    for at in bytes.indices where bytes[at] == part[0] && bytes[at...].starts(with: part) {
      bytes.replaceSubrange(at..<at + part.count, with: other)
    }
  }
}

/// From libyaml's character positions to bytes.
struct YAMLOffsets {
  private static let step = 64
  private let source: [UInt8]
  /// The byte of every 64th character; empty for ASCII, where the two are the same.
  private var known: [Int32] = []

  init(of source: [UInt8]) {
    self.source = source
    guard source.contains(where: { $0 >= 0x80 }) else { return }
    var characters = 0
    for (at, byte) in source.enumerated() where byte & 0xC0 != 0x80 {
      if characters % Self.step == 0 { known.append(Int32(truncatingIfNeeded: at)) }
      characters += 1
    }
  }

  func byte(of character: Int) -> Int {
    if known.isEmpty { return min(character, source.count) }
    let slot = min(character / Self.step, known.count - 1)
    var at = Int(known[slot])
    var left = character - slot * Self.step
    while left > 0, at < source.count {
      at += 1
      while at < source.count, source[at] & 0xC0 == 0x80 { at += 1 }
      left -= 1
    }
    return at
  }
}

/// U+2028 and U+2029 end a line for libyaml but not in YAML 1.2: they travel under other names.
struct YAMLSeparators {
  let hidden: [UInt8]
  private let lineName: UInt16
  private let paragraphName: UInt16

  /// `nil` when the text has none.
  init?(in source: [UInt8]) {
    var used = Set<UInt16>()
    var found: [Int] = []
    for at in source.indices.dropLast(2) {
      if source[at] == 0xE2, source[at + 1] == 0x80, source[at + 2] & 0xFE == 0xA8 { found.append(at) }
      if source[at] == 0xEE { used.insert(UInt16(source[at + 1]) << 8 | UInt16(source[at + 2])) }
    }
    guard !found.isEmpty else { return nil }
    // Names: private-use characters EE xx xx that the text doesn't hold.
    let free = (0..<4096).lazy.map(Self.name).filter { !used.contains($0) }
    var names = free.makeIterator()
    guard let line = names.next(), let paragraph = names.next() else { return nil }
    (lineName, paragraphName) = (line, paragraph)
    var bytes = source
    for at in found {
      let name = source[at + 2] == 0xA8 ? line : paragraph
      bytes[at] = 0xEE
      bytes[at + 1] = UInt8(name >> 8)
      bytes[at + 2] = UInt8(name & 0xFF)
    }
    hidden = bytes
  }

  /// The last two bytes of the private-use character with this number.
  private static func name(_ number: Int) -> UInt16 {
    let high = UInt16(0x80 + number / 64)
    let low = UInt16(0x80 + number % 64)
    return high << 8 | low
  }

  func restore(_ text: inout [UInt8]) {
    for at in text.indices.dropLast(2) where text[at] == 0xEE {
      let name = UInt16(text[at + 1]) << 8 | UInt16(text[at + 2])
      guard name == lineName || name == paragraphName else { continue }
      text[at] = 0xE2
      text[at + 1] = 0x80
      text[at + 2] = name == lineName ? 0xA8 : 0xA9
    }
  }
}

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

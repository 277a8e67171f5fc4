/// A set of 64-bit numbers that are spread evenly already: open addressing, at most 70 % full. Zero is no member.
struct FingerprintTable {
  private(set) var slots: [UInt64]
  private(set) var count = 0

  /// - Parameter expected: members it will have.
  init(expected: Int = 0) { slots = [UInt64](repeating: 0, count: Self.capacity(for: expected)) }

  /// Slots for so many members: a power of two.
  static func capacity(for count: Int) -> Int {
    var capacity = 16
    while capacity * 7 < count * 10 { capacity *= 2 }
    return capacity
  }

  /// - Parameter slots: as in ``slots``, at least one of them zero.
  static func contains(_ number: UInt64, in slots: UnsafeBufferPointer<UInt64>) -> Bool {
    let mask = slots.count - 1
    var at = Int(truncatingIfNeeded: number) & mask
    // Each slot once: a damaged file may have no empty one.
    for _ in 0..<slots.count {
      let found = UInt64(littleEndian: slots[at])
      if found == number { return true }
      if found == 0 { return false }
      at = (at + 1) & mask
    }
    return false
  }

  func contains(_ number: UInt64) -> Bool {
    count > 0 && slots.withUnsafeBufferPointer { Self.contains(number, in: $0) }
  }

  mutating func insert(_ number: UInt64) {
    if (count + 1) * 10 > slots.count * 7 {
      var larger = FingerprintTable(expected: slots.count)
      for slot in slots where slot != 0 { larger.insert(UInt64(littleEndian: slot)) }
      self = larger
    }
    let mask = slots.count - 1
    var at = Int(truncatingIfNeeded: number) & mask
    while slots[at] != 0 {
      if slots[at] == number.littleEndian { return }
      at = (at + 1) & mask
    }
    slots[at] = number.littleEndian
    count += 1
  }
}

import TestKit

/// Makes new inputs of old ones: by bytes, words, lines, numbers, nesting and splicing.
struct Mutator {
  private var random: SeededRandom
  private let words: [[UInt8]]

  /// No input grows beyond this.
  static let limit = 64 << 10

  init(seed: UInt64, words: [String]) {
    random = SeededRandom(seed: seed)
    self.words = words.map { Array($0.utf8) }
  }

  mutating func input(from pool: [[UInt8]]) -> [UInt8] {
    var bytes = random.pick(pool)
    for _ in 0...random.int(below: 4) { change(&bytes, pool) }
    return Array(bytes.prefix(Self.limit))
  }

  private mutating func change(_ bytes: inout [UInt8], _ pool: [[UInt8]]) {
    switch random.int(below: 12) {
    case 0: if !bytes.isEmpty { bytes[random.int(below: bytes.count)] = UInt8(random.int(below: 256)) }
    case 1: if !bytes.isEmpty { bytes[random.int(below: bytes.count)] ^= 1 << UInt8(random.int(below: 8)) }
    case 2, 3: bytes.insert(contentsOf: random.pick(words), at: random.int(below: bytes.count + 1))
    case 4: bytes.removeSubrange(range(bytes))
    case 5: bytes.insert(contentsOf: bytes[range(bytes)], at: random.int(below: bytes.count + 1))
    case 6: splice(&bytes, random.pick(pool))
    case 7: lines(&bytes)
    case 8: number(&bytes)
    case 9: nest(&bytes)
    case 10:
      bytes.insert(contentsOf: random.bytes(1 + random.int(below: 8)), at: random.int(below: bytes.count + 1))
    default: bytes.removeLast(random.int(below: bytes.count + 1))
    }
  }

  private mutating func range(_ bytes: [UInt8]) -> Range<Int> {
    let start = random.int(below: bytes.count + 1)
    return start..<min(bytes.count, start + random.int(below: 1 + min(bytes.count, 64)))
  }

  private mutating func splice(_ bytes: inout [UInt8], _ other: [UInt8]) {
    let cut = random.int(below: bytes.count + 1)
    bytes = Array(bytes[..<cut] + other[random.int(below: other.count + 1)...])
  }

  /// Doubles, drops or moves a line.
  private mutating func lines(_ bytes: inout [UInt8]) {
    var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    let line = lines[random.int(below: lines.count)]
    if random.chance(40) { lines.remove(at: random.int(below: lines.count)) }
    if random.chance(70) {
      let indent = [UInt8](repeating: 32, count: random.int(below: 5))
      lines.insert((indent + line)[...], at: random.int(below: lines.count + 1))
    }
    bytes = Array(lines.joined(separator: [10]))
  }

  /// Puts an odd number in the place of one.
  private mutating func number(_ bytes: inout [UInt8]) {
    let odd = [
      "0", "-1", "-0", "1e400", "99999999999999999999999", "9223372036854775808", "0x7fffffffffffffff", "1_0",
      ".5", "0o8",
      "1e-400", "4294967296", String(repeating: "9", count: 500),
    ]
    guard let start = bytes.firstIndex(where: { $0 >= 48 && $0 <= 57 }) else { return }
    let end = bytes[start...].firstIndex { $0 < 48 || $0 > 57 } ?? bytes.endIndex
    bytes.replaceSubrange(start..<end, with: Array(random.pick(odd).utf8))
  }

  /// One fragment many times over: depth and width.
  private mutating func nest(_ bytes: inout [UInt8]) {
    let word =
      random.chance(50)
      ? random.pick(words) : Array(random.pick(["[", "{", "(", "- ", "a: {", "<a>", "\t", "*"]).utf8)
    let count = random.pick([10, 100, 1000, 20000]) / max(1, word.count)
    let many = (0..<max(2, count)).flatMap { _ in word }
    bytes.insert(contentsOf: many, at: random.int(below: bytes.count + 1))
  }
}

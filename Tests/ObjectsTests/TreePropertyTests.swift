import Hashing
import TestKit
import Testing

@testable import Objects

/// Formats §0.1 in its plainest form.
private func escaped(_ text: String) -> String {
  var out = ""
  for unit in text.utf16 {
    switch unit {
    case 0x22: out += "\\\""
    case 0x5c: out += "\\\\"
    case 0x0a: out += "\\n"
    case 0x0d: out += "\\r"
    case 0x09: out += "\\t"
    case 0x08: out += "\\b"
    case 0x0c: out += "\\f"
    case 0x20...0x7e: out.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
    default:
      let digits = String(unit, radix: 16)
      out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
  return out
}

private func reference(_ entries: [String: Digest]) -> String {
  let lines = entries.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }.map {
    "{\"md5\": \"\($0.value.hex(byteCount: 16))\", \"relpath\": \"\(escaped($0.key))\"}"
  }
  return "[" + lines.joined(separator: ", ") + "]"
}

private func randomScalar(_ random: inout SeededRandom) -> Unicode.Scalar {
  let bounds: [ClosedRange<UInt32>] = [
    0x61...0x64, 0x61...0x64, 0x01...0x7f, 0x80...0x7ff, 0x800...0xd7ff, 0xe000...0xffff, 0x10000...0x10ffff,
  ]
  while true {
    let range = random.pick(bounds)
    let value = range.lowerBound + UInt32(random.int(below: range.count))
    if value != 0x2f, let scalar = Unicode.Scalar(value) { return scalar }
  }
}

private func randomEntries(_ random: inout SeededRandom) -> [String: Digest] {
  var entries: [String: Digest] = [:]
  for _ in 0..<random.int(below: 60) {
    let components = (0...random.int(below: 3)).map { _ -> String in
      var name = String.UnicodeScalarView()
      for _ in 0...random.int(below: 12) { name.append(randomScalar(&random)) }
      return String(name)
    }
    // Directories get a name that no file has.
    let path = (components.dropLast().map { $0 + "#" } + [components[components.count - 1] + "!"]).joined(
      separator: "/")
    // Swift takes differently composed strings for one.
    if entries.keys.contains(path) { continue }
    entries[path] = Hash.digest(random.bytes(4))
  }
  return entries
}

@Test(arguments: 0..<60)
func emitsWhatTheDefinitionSays(seed: Int) throws {
  var random = SeededRandom(seed: UInt64(seed))
  let entries = randomEntries(&random)
  let tree = try tree(entries.map { ($0.key, $0.value) })
  #expect(text(tree) == reference(entries))
  #expect(try Tree.parse(tree.serialized()) == tree)
  for (path, digest) in entries {
    let index = try #require(tree.find(path))
    #expect(tree.digest(index) == digest)
  }
}

@Test(arguments: 0..<40)
func brokenBytesGiveErrorsNotCrashes(seed: Int) throws {
  var random = SeededRandom(seed: UInt64(seed) + 1000)
  let whole = try tree(randomEntries(&random).map { ($0.key, $0.value) }).serialized()
  let pieces: [UInt8] = Array("\"\\{}[],:u0/.\u{1}".utf8) + [0xff, 0xc3]
  for _ in 0..<200 {
    var bytes = whole
    for _ in 0...random.int(below: 4) where !bytes.isEmpty {
      let at = random.int(below: bytes.count)
      switch random.int(below: 4) {
      case 0: bytes[at] = random.pick(pieces)
      case 1: bytes.remove(at: at)
      case 2: bytes.insert(random.pick(pieces), at: at)
      default: bytes.removeSubrange(at...)
      }
    }
    guard let tree = try? Tree.parse(bytes) else { continue }
    // What is taken is sound: it comes back as itself.
    #expect(try Tree.parse(tree.serialized()) == tree)
  }
}

@Test(arguments: 0..<30)
func differencesAreThoseOfDictionaries(seed: Int) throws {
  var random = SeededRandom(seed: UInt64(seed) + 5000)
  let old = randomEntries(&random)
  var new = old
  for path in old.keys.sorted() {
    if random.chance(20) {
      new[path] = nil
    } else if random.chance(20) {
      new[path] = Hash.digest(random.bytes(3))
    }
  }
  for (path, digest) in randomEntries(&random) where random.chance(30) { new[path] = digest }
  let (oldTree, newTree) = (
    try tree(old.map { ($0.key, $0.value) }), try tree(new.map { ($0.key, $0.value) })
  )

  var rebuilt = old
  var lastPath = ""
  Tree.diff(old: oldTree, new: newTree) { change in
    let path: String
    switch change {
    case .added(let index):
      path = newTree.path(index)
      #expect(rebuilt.updateValue(newTree.digest(index), forKey: path) == nil)
    case .deleted(let index):
      path = oldTree.path(index)
      #expect(rebuilt.removeValue(forKey: path) != nil)
    case .modified(let before, let after):
      path = newTree.path(after)
      #expect(oldTree.path(before) == path)
      #expect(rebuilt.updateValue(newTree.digest(after), forKey: path) != newTree.digest(after))
    }
    #expect(lastPath.utf8.lexicographicallyPrecedes(path.utf8))
    lastPath = path
  }
  #expect(rebuilt == new)
}

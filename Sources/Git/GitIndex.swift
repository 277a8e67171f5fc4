import Files
import Glibc

/// The paths git tracks, as its index file lists them: unique, sorted by bytes. A frozen snapshot.
public struct GitIndex: Sendable {
  struct Entry {
    var offset: Int
    var length: Int32
    var mode: UInt32
  }

  /// Path bytes, `entries` pointing into them.
  private let arena: [UInt8]
  private let entries: [Entry]

  init(arena: [UInt8], entries: [Entry]) {
    self.arena = arena
    self.entries = entries
  }

  /// Paths separated by NUL, as `git ls-files -z` prints them.
  init(listing: [UInt8]) {
    var entries: [Entry] = []
    var start = 0
    for (i, byte) in listing.enumerated() where byte == 0 {
      entries.append(Entry(offset: start, length: Int32(i - start), mode: 0))
      start = i + 1
    }
    self.init(arena: listing, entries: entries)
  }

  public var count: Int { entries.count }
  public func path(_ i: Int) -> String { String(decoding: bytes(i), as: UTF8.self) }

  /// Whether exactly this path (relative to the work tree) is tracked.
  public func contains(_ path: String) -> Bool {
    let wanted = Array(path.utf8)
    let i = lowerBound(wanted)
    return i < entries.count && bytes(i).elementsEqual(wanted)
  }

  /// The paths that end in some text.
  public func paths(endingIn suffix: String) -> [String] {
    let suffix = Array(suffix.utf8)
    return entries.indices.filter { bytes($0).suffix(suffix.count).elementsEqual(suffix) }.map(path)
  }

  /// The indices of everything below a directory; `""` is the work tree.
  public func range(below directory: String) -> Range<Int> {
    if directory.isEmpty { return 0..<entries.count }
    var prefix = Array(directory.utf8)
    prefix.append(UInt8(ascii: "/"))
    let start = lowerBound(prefix)
    // "/" + 1 ends the block of names that start with the prefix.
    prefix[prefix.count - 1] += 1
    return start..<max(start, lowerBound(prefix))
  }

  private func bytes(_ i: Int) -> ArraySlice<UInt8> {
    arena[entries[i].offset..<entries[i].offset + Int(entries[i].length)]
  }

  private func lowerBound(_ wanted: [UInt8]) -> Int {
    arena.withUnsafeBufferPointer { arena in
      wanted.withUnsafeBufferPointer { wanted in
        var low = 0
        var high = entries.count
        while low < high {
          let middle = (low + high) / 2
          let entry = entries[middle]
          let path = UnsafeBufferPointer(rebasing: arena[entry.offset..<entry.offset + Int(entry.length)])
          if compare(path, wanted) < 0 { low = middle + 1 } else { high = middle }
        }
        return low
      }
    }
  }
}

/// Order of bytes, the shorter first.
func compare(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
  let shared = min(a.count, b.count)
  if shared > 0, let x = a.baseAddress, let y = b.baseAddress {
    let order = memcmp(x, y, shared)
    if order != 0 { return Int(order) }
  }
  return a.count - b.count
}

import Files
import Glibc
import Hashing

/// Walks a shard in path order beside a walk of the disk.
///
/// Paths must be asked for in ascending byte order; each costs the entries passed over, so a whole scan is linear.
struct StateCursor {
  private let shard: StateShard
  private var at: Int
  private var left: Int
  private var path: [UInt8] = []
  private var current: Record?

  struct Record {
    var size: Int64
    var mtime: Int64
    var ctime: Int64
    var inode: UInt64
    var digest: Digest
  }

  init(_ shard: StateShard) {
    self.shard = shard
    at = shard.entriesStart
    left = shard.count
    advance()
  }

  /// The digest recorded for `wanted` if `info` is what was seen then, and it can be believed.
  mutating func digest(of wanted: UnsafeBufferPointer<UInt8>, info: FileInfo) -> Digest? {
    while let record = current {
      let order = path.withUnsafeBufferPointer { comparePaths($0, wanted) }
      if order < 0 {
        advance()
        continue
      }
      guard order == 0 else { return nil }
      defer { advance() }
      return record.matches(info, in: shard) ? record.digest : nil
    }
    return nil
  }

  /// The next entry, whatever the disk says.
  mutating func next() -> (path: [UInt8], record: Record)? {
    guard let record = current else { return nil }
    let result = (path, record)
    advance()
    return result
  }

  private mutating func advance() {
    current = nil
    let width = shard.algorithm.byteCount
    let fixed = 4 + 32 + width
    let end = shard.bytes.count - 8
    guard left > 0, at + fixed <= end else { return }
    left -= 1
    shard.bytes.withUnsafeBytes { raw in
      let shared = Int(UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt16.self)))
      let rest = Int(UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: at + 2, as: UInt16.self)))
      func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at + offset, as: UInt64.self))
      }
      guard shared <= path.count, at + fixed + rest <= end else { return }
      current = Record(
        size: Int64(bitPattern: word(4)), mtime: Int64(bitPattern: word(12)),
        ctime: Int64(bitPattern: word(20)),
        inode: word(28),
        digest: Digest(bytes: UnsafeRawBufferPointer(rebasing: raw[(at + 36)..<(at + 36 + width)])))
      path.removeLast(path.count - shared)
      path.append(contentsOf: raw[(at + fixed)..<(at + fixed + rest)])
      at += fixed + rest
    }
  }
}

extension StateCursor.Record {
  func matches(_ info: FileInfo, in shard: StateShard) -> Bool {
    size == info.size && mtime == info.mtime && (ctime == info.ctime || info.links > 1) && inode == info.inode
      && shard.device == info.device && max(mtime, ctime) + StateShard.raceWindow < shard.writtenAt
  }
}

/// -1, 0, 1 by bytes: the order of directory objects and of walks.
func comparePaths(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
  let shared = min(a.count, b.count)
  if shared > 0, let left = a.baseAddress, let right = b.baseAddress {
    let order = memcmp(left, right, shared)
    if order != 0 { return order < 0 ? -1 : 1 }
  }
  return a.count == b.count ? 0 : (a.count < b.count ? -1 : 1)
}

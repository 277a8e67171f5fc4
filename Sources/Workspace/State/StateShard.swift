import Files
import Hashing

/// What was seen on disk the last time a directory (or a set of single files) was hashed: a sorted,
/// prefix-compressed flat file, so that `status` is one merge scan in path order.
///
/// A cache: deleting it costs a re-hash, damage reads as empty. Layout, little endian:
///
///     magic "CAIRNST2" · writtenAt i64 · device u64 · treeSize i64 · count u64
///     · tree digest 32 bytes · algorithm u8 · hasTree u8 · key length u16 · key
///     count × ( shared u16 · rest u16 · size i64 · mtime i64 · ctime i64 · inode u64 · digest 16|32 bytes · rest bytes )
///     checksum u64 over all before it
///
/// An entry is believed only when size, mtime, ctime and inode are the same and the file was older than
/// ``raceWindow`` when the shard was written: a change within the clock's tick can't be told from the times.
public struct StateShard: Sendable {
  /// Nanoseconds within which two writes may bear the same time (a kernel tick is at most 10 ms).
  public static let raceWindow: Int64 = 20_000_000

  static let magic: [UInt8] = Array("CAIRNST2".utf8)
  static let headerSize = 8 + 8 + 8 + 8 + 8 + 32 + 1 + 1 + 2

  let bytes: [UInt8]
  public let writtenAt: Int64
  public let device: UInt64
  public let count: Int
  public let algorithm: HashAlgorithm
  /// The directory object that all entries together make, when the shard is of a directory.
  public let tree: ObjectID?
  /// Sum of the sizes of all entries.
  public let treeSize: Int64
  let entriesStart: Int

  /// Reads a shard; nil when it is absent, damaged, of another format or of another key.
  public init?(path: String, key: String) {
    guard let bytes = try? FileSystem.readIfPresent(path) else { return nil }
    self.init(bytes: bytes, key: key)
  }

  init?(bytes: [UInt8], key: String) {
    guard bytes.count >= Self.headerSize + 8, bytes.starts(with: Self.magic) else { return nil }
    let body = bytes.count - 8
    let fields = bytes.withUnsafeBytes {
      raw -> (Int64, UInt64, Int64, UInt64, Digest, UInt8, UInt8, Int, Bool) in
      func word(_ at: Int) -> UInt64 {
        UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      }
      let sum = Self.checksum(UnsafeRawBufferPointer(rebasing: raw[..<body]))
      return (
        Int64(bitPattern: word(8)), word(16), Int64(bitPattern: word(24)), word(32),
        Digest(bytes: UnsafeRawBufferPointer(rebasing: raw[40..<72])), raw[72], raw[73],
        Int(UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 74, as: UInt16.self))), word(body) == sum
      )
    }
    guard fields.8, let algorithm = HashAlgorithm(rawValue: fields.5), let count = Int(exactly: fields.3),
      Self.headerSize + fields.7 <= body,
      bytes[Self.headerSize..<(Self.headerSize + fields.7)].elementsEqual(key.utf8)
    else { return nil }
    self.bytes = bytes
    (writtenAt, device, treeSize) = (fields.0, fields.1, fields.2)
    self.count = count
    self.algorithm = algorithm
    tree = fields.6 == 1 ? ObjectID(fields.4, algorithm: algorithm, isTree: true) : nil
    entriesStart = Self.headerSize + fields.7
  }

  /// A fast 64-bit sum (multiply and fold over words): it guards against a torn or damaged file, not against malice.
  static func checksum(_ raw: UnsafeRawBufferPointer) -> UInt64 {
    var sum: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(raw.count)
    var at = 0
    while at + 8 <= raw.count {
      sum = (sum ^ raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)) &* 0xFF51_AFD7_ED55_8CCD
      sum ^= sum >> 32
      at += 8
    }
    while at < raw.count {
      sum = (sum ^ UInt64(raw[at])) &* 0xC4CE_B9FE_1A85_EC53
      at += 1
    }
    return sum ^ (sum >> 29)
  }
}

import Files
import Hashing

/// Builds a shard from entries given in path order.
struct StateWriter {
  private var out: [UInt8] = []
  private var last: [UInt8] = []
  private var count: UInt64 = 0
  private let algorithm: HashAlgorithm
  private let device: UInt64

  init(key: String, algorithm: HashAlgorithm, device: UInt64, tree: ObjectID?, treeSize: Int64, capacity: Int)
  {
    self.algorithm = algorithm
    self.device = device
    out.reserveCapacity(capacity)
    out += StateShard.magic
    append(0 as UInt64)  // writtenAt, set by finish
    append(device)
    append(UInt64(bitPattern: treeSize))
    append(0 as UInt64)  // count, set by finish
    let digest = tree?.digest ?? Digest()
    for i in 0..<32 { out.append(digest[i]) }
    out.append(algorithm.rawValue)
    out.append(tree == nil ? 0 : 1)
    let text = Array(key.utf8.prefix(Int(UInt16.max)))
    append(UInt16(text.count))
    out += text
  }

  /// Files on another device than the shard's are left out: one device number serves all entries.
  mutating func add(_ path: UnsafeBufferPointer<UInt8>, _ info: FileInfo, _ digest: Digest) {
    guard info.device == device, path.count <= Int(UInt16.max) else { return }
    var shared = 0
    let most = min(last.count, path.count)
    while shared < most, last[shared] == path[shared] { shared += 1 }
    append(UInt16(shared))
    append(UInt16(path.count - shared))
    append(UInt64(bitPattern: info.size))
    append(UInt64(bitPattern: info.mtime))
    append(UInt64(bitPattern: info.ctime))
    append(info.inode)
    for i in 0..<algorithm.byteCount { out.append(digest[i]) }
    out += path[shared...]
    last.removeLast(last.count - shared)
    last += path[shared...]
    count += 1
  }

  /// The finished bytes. `now` must be read after the last `stat` that is recorded here.
  mutating func finish(now: Int64) -> [UInt8] {
    set(UInt64(bitPattern: now), at: 8)
    set(count, at: 32)
    let sum = out.withUnsafeBytes { StateShard.checksum($0) }
    append(sum)
    return out
  }

  private mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { out.append(contentsOf: $0) }
  }

  private mutating func set(_ value: UInt64, at: Int) {
    withUnsafeBytes(of: value.littleEndian) { for i in 0..<8 { out[at + i] = $0[i] } }
  }
}

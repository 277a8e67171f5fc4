import CHashing
import Glibc

/// md5-dos2unix of DVC 2.x (formats §2.7): the stream is cut in chunks of 1 MiB; in a chunk whose first 512 bytes
/// look like text every CRLF becomes LF before hashing. A CRLF across two chunks stays as it is.
struct Dos2UnixHash {
  static let chunkSize = 1 << 20
  static let headSize = 512

  private var md5 = cairn_md5()
  /// The first bytes of the current chunk, until they can be judged.
  private var head: [UInt8] = []
  /// Bytes of the current chunk seen so far.
  private var position = 0
  private var isText = false
  /// The chunk's text ended so far in a CR, not hashed yet: a LF may follow.
  private var heldCR = false

  init() {
    cairn_md5_init(&md5)
    head.reserveCapacity(Self.headSize)
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    while !rest.isEmpty {
      if position < Self.headSize {
        let part = rest.prefix(Self.headSize - position)
        head.append(contentsOf: part)
        position += part.count
        rest = rest.dropFirst(part.count)
        if position == Self.headSize { judgeHead() }
      } else {
        let part = rest.prefix(Self.chunkSize - position)
        body(UnsafeRawBufferPointer(rebasing: part))
        position += part.count
        rest = rest.dropFirst(part.count)
        if position == Self.chunkSize { endChunk() }
      }
    }
  }

  mutating func finish() -> Digest {
    if position < Self.headSize { judgeHead() }
    endChunk()
    return withUnsafeTemporaryAllocation(byteCount: 16, alignment: 8) { out in
      cairn_md5_finish(&md5, out.assumingMemoryBound(to: UInt8.self).baseAddress)
      return Digest(bytes: UnsafeRawBufferPointer(out))
    }
  }

  private mutating func judgeHead() {
    isText = Self.looksLikeText(head)
    let bytes = head
    head.removeAll(keepingCapacity: true)
    bytes.withUnsafeBytes { body($0) }
  }

  private mutating func endChunk() {
    if heldCR { hash([UInt8(ascii: "\r")]) }
    heldCR = false
    position = 0
  }

  private mutating func body(_ bytes: UnsafeRawBufferPointer) {
    guard isText, let start = bytes.baseAddress else { return hash(bytes) }
    if heldCR, bytes.count > 0 {
      // It stood just before these bytes and was left out: it counts unless a LF follows.
      if bytes[0] != UInt8(ascii: "\n") { hash([UInt8(ascii: "\r")]) }
      heldCR = false
    }
    var from = 0
    while from < bytes.count, let found = memchr(start + from, 0x0d, bytes.count - from) {
      let at = UnsafeRawPointer(found) - start
      hash(UnsafeRawBufferPointer(rebasing: bytes[from..<at]))
      from = at + 1
      if from == bytes.count {
        heldCR = true
      } else if bytes[from] != UInt8(ascii: "\n") {
        hash([UInt8(ascii: "\r")])
      }
    }
    hash(UnsafeRawBufferPointer(rebasing: bytes[from...]))
  }

  private mutating func hash(_ bytes: UnsafeRawBufferPointer) {
    cairn_md5_update(&md5, bytes.baseAddress, bytes.count)
  }

  private mutating func hash(_ bytes: [UInt8]) { bytes.withUnsafeBytes { hash($0) } }

  /// Empty, or no NUL and at most 30 % of bytes outside printable ASCII and `\n \r \t \f \b`.
  static func looksLikeText(_ bytes: [UInt8]) -> Bool {
    var odd = 0
    for byte in bytes {
      switch byte {
      case 0: return false
      case 0x20...0x7e, 0x0a, 0x0d, 0x09, 0x0c, 0x08: break
      default: odd += 1
      }
    }
    return odd * 10 <= bytes.count * 3
  }
}

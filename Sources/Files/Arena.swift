/// Memory that is handed out in order and freed all at once.
struct Arena {
  private(set) var chunks: [UnsafeMutableRawPointer] = []
  private var next: UnsafeMutableRawPointer?
  private var left = 0
  private var chunkSize = 1 << 13

  /// Room for `count` bytes, aligned to 8.
  @inline(__always)
  mutating func allocate(_ count: Int) -> UnsafeMutableRawPointer {
    let size = (count + 7) & ~7
    if size <= left, let here = next {
      next = here + size
      left -= size
      return here
    }
    return allocateSlowly(size)
  }

  private mutating func allocateSlowly(_ size: Int) -> UnsafeMutableRawPointer {
    chunkSize = min(chunkSize * 2, 1 << 20)
    let capacity = max(chunkSize, size)
    let chunk = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    chunks.append(chunk)
    // A chunk made for one large request leaves the current one in use.
    if capacity - size >= left {
      next = chunk + size
      left = capacity - size
    }
    return chunk
  }
}

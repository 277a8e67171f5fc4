import CSystem
import Files
import Hashing

/// Up to eight growing files hashed side by side. For one thread.
final class HashLanes {
  private static let count = 8
  private static let piece = 1 << 20

  private var streams = MD5Streams(count: HashLanes.count)
  private var jobs = [GrowingHash?](repeating: nil, count: HashLanes.count)
  private var offsets = [Int64](repeating: 0, count: HashLanes.count)
  private var buffers = [UnsafeMutableRawBufferPointer?](repeating: nil, count: HashLanes.count)

  deinit { for buffer in buffers { buffer?.deallocate() } }

  var hasRoom: Bool { jobs.contains { $0 == nil } }

  func take(_ job: GrowingHash) {
    guard let lane = jobs.firstIndex(where: { $0 == nil }) else { return }
    jobs[lane] = job
    offsets[lane] = 0
    streams.restart(lane)
    if buffers[lane] == nil { buffers[lane] = .allocate(byteCount: Self.piece, alignment: 64) }
  }

  /// Hashes a piece of each file that has one.
  /// - Returns: false when there was nothing to do.
  func work() -> Bool {
    var finished: [Int] = []
    var isFed = false
    for lane in jobs.indices {
      guard let job = jobs[lane], let buffer = buffers[lane] else { continue }
      if job.isDropped {
        jobs[lane] = nil
        continue
      }
      do {
        guard let (bytes, isLast) = try next(job, lane, buffer) else { continue }
        streams.feed(lane, bytes, last: isLast)
        isFed = true
        offsets[lane] += Int64(bytes.count)
        if isLast { finished.append(lane) }
      } catch {
        job.set(.failure(error))
        jobs[lane] = nil
      }
    }
    if isFed { streams.run() }
    for lane in finished {
      jobs[lane]?.set(.success(streams.digest(lane)))
      jobs[lane] = nil
    }
    return isFed
  }

  private func next(
    _ job: GrowingHash, _ lane: Int, _ buffer: UnsafeMutableRawBufferPointer
  ) throws -> (UnsafeRawBufferPointer, isLast: Bool)? {
    // The size first: what is available is then at least it when it is known.
    let size = job.size
    let available = job.available
    if job.algorithm != .md5 {
      guard size >= 0, available >= size else { return nil }
      job.set(Result { try whole(job, size, buffer) })
      jobs[lane] = nil
      return nil
    }
    let left = available - offsets[lane]
    var count = Int(min(left, Int64(Self.piece)))
    let isLast = size >= 0 && offsets[lane] + Int64(count) >= size
    // Pieces that are not the last are whole blocks, and worth the trouble.
    if !isLast {
      count &= ~63
      guard count >= 64 << 10 else { return nil }
    }
    try read(job, offsets[lane], UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
    return (UnsafeRawBufferPointer(rebasing: buffer[..<count]), isLast)
  }

  private func whole(
    _ job: GrowingHash, _ size: Int64, _ buffer: UnsafeMutableRawBufferPointer
  ) throws -> Digest {
    var hash = StreamingHash(job.algorithm, expectedBytes: size)
    var offset: Int64 = 0
    while offset < size {
      let piece = UnsafeMutableRawBufferPointer(
        rebasing: buffer[..<Int(min(size - offset, Int64(Self.piece)))])
      try read(job, offset, piece)
      hash.update(UnsafeRawBufferPointer(piece))
      offset += Int64(piece.count)
    }
    return hash.finish()
  }

  private func read(_ job: GrowingHash, _ offset: Int64, _ buffer: UnsafeMutableRawBufferPointer) throws {
    var got = 0
    while got < buffer.count {
      let n = sys_pread(
        job.descriptor, buffer.baseAddress.map { $0 + got }, buffer.count - got, offset + Int64(got))
      guard n > 0 else { throw FileError("read", "a file in transfer", errno: n < 0 ? Int32(-n) : 5) }
      got += n
    }
  }
}

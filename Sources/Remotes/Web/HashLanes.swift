import CSystem
import Files
import Hashing

/// Up to eight growing files hashed side by side, each as a whole and, where wanted, in parts. For one thread.
final class HashLanes {
  private static let count = 8
  /// As many of them as are read at once fit into a processor's own memory.
  private static let piece = 128 << 10
  /// Turns of the thread to wait for more files, so that they are hashed side by side.
  private static let patience = 16
  /// A hash may be so far behind what came of its file before it goes on in any case.
  private static let mostBehind: Int64 = 16 << 20
  private static let writeBack: Int64 = 16 << 20

  /// Those of the files, then those of their parts.
  private var streams = MD5Streams(count: 2 * HashLanes.count)
  private var jobs = [GrowingHash?](repeating: nil, count: HashLanes.count)
  private var offsets = [Int64](repeating: 0, count: HashLanes.count)
  private var buffers = [UnsafeMutableRawBufferPointer?](repeating: nil, count: HashLanes.count)
  private var waited = 0

  deinit { for buffer in buffers { buffer?.deallocate() } }

  var hasRoom: Bool { jobs.contains { $0 == nil } }
  var isBusy: Bool { jobs.contains { $0 != nil } }

  func take(_ job: GrowingHash) {
    guard let lane = jobs.firstIndex(where: { $0 == nil }) else { return }
    jobs[lane] = job
    offsets[lane] = 0
    streams.restart(lane)
    streams.restart(Self.count + lane)
    if buffers[lane] == nil { buffers[lane] = .allocate(byteCount: Self.piece, alignment: 64) }
  }

  private struct Piece {
    let lane: Int
    let count: Int
    let isLast: Bool
    let endsPart: Bool
  }

  /// Hashes a piece of each file that has one.
  /// - Returns: false when there was nothing to do.
  func work() -> Bool {
    var pieces: [Piece] = []
    var active = 0
    var behind: Int64 = 0
    for lane in jobs.indices {
      guard let job = jobs[lane], let buffer = buffers[lane] else { continue }
      if job.isDropped {
        jobs[lane] = nil
        continue
      }
      if job.algorithm != .md5 {
        hashAlone(job, lane, buffer)
        continue
      }
      active += 1
      behind = max(behind, job.available - offsets[lane])
      if let piece = next(job, lane) { pieces.append(piece) }
    }
    if pieces.isEmpty { return false }
    // One alone takes as long as all of them together.
    if 2 * pieces.count > active {
      waited = 0
    } else if behind < Self.mostBehind, waited < Self.patience {
      waited += 1
      return false
    }
    pieces = pieces.filter { feed($0) }
    streams.run()
    for piece in pieces { take(piece) }
    return true
  }

  /// What of a file can be hashed now.
  private func next(_ job: GrowingHash, _ lane: Int) -> Piece? {
    // The size first: what is available is then at least it when it is known.
    let size = job.size
    let available = job.available
    let offset = offsets[lane]
    var count = Int(min(available - offset, Int64(Self.piece)))
    let untilPart = job.partSize > 0 ? Int(job.partSize - offset % job.partSize) : Int.max
    count = min(count, untilPart)
    let isLast = size >= 0 && offset + Int64(count) >= size
    // Pieces that are not the last are whole blocks, and worth the trouble. Parts are whole blocks.
    if !isLast, count < untilPart {
      count &= ~63
      guard count >= 64 << 10 else { return nil }
    }
    return Piece(
      lane: lane, count: count, isLast: isLast,
      endsPart: job.partSize > 0 && (isLast || count == untilPart))
  }

  /// - Returns: false when it can't be read, which is said to whoever waits for it.
  private func feed(_ piece: Piece) -> Bool {
    let lane = piece.lane
    guard let job = jobs[lane], let buffer = buffers[lane] else { return false }
    let bytes = UnsafeMutableRawBufferPointer(rebasing: buffer[..<piece.count])
    do {
      try read(job, offsets[lane], bytes)
    } catch {
      job.set(.failure(error))
      jobs[lane] = nil
      return false
    }
    streams.feed(lane, UnsafeRawBufferPointer(bytes), last: piece.isLast)
    if job.partSize > 0 {
      streams.feed(Self.count + lane, UnsafeRawBufferPointer(bytes), last: piece.endsPart)
    }
    return true
  }

  /// After its bytes were hashed.
  private func take(_ piece: Piece) {
    let lane = piece.lane
    guard let job = jobs[lane] else { return }
    let start = offsets[lane]
    offsets[lane] += Int64(piece.count)
    if piece.endsPart {
      job.addPart(streams.digest(Self.count + lane))
      streams.restart(Self.count + lane)
    }
    if job.writesBack, start / Self.writeBack != offsets[lane] / Self.writeBack {
      sys_write_behind(job.descriptor, start / Self.writeBack * Self.writeBack, Self.writeBack)
    }
    if piece.isLast {
      job.set(.success(streams.digest(lane)))
      jobs[lane] = nil
    }
  }

  /// By an algorithm that has no lanes: when it is all there.
  private func hashAlone(_ job: GrowingHash, _ lane: Int, _ buffer: UnsafeMutableRawBufferPointer) {
    let size = job.size
    guard size >= 0, job.available >= size else { return }
    job.set(Result { try whole(job, size, buffer) })
    jobs[lane] = nil
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

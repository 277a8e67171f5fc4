import Files
import Hashing
import Synchronization

/// Large files not begun yet, the largest first.
final class LargeFileQueue: Sendable {
  private let list: [Int]
  private let next = Atomic<Int>(0)

  init(_ list: [Int]) { self.list = list }

  func take() -> Int? {
    let at = next.add(1, ordering: .relaxed).oldValue
    return at < list.count ? list[at] : nil
  }
}

/// Reads several large files side by side, a piece of each at a time, so that their md5s run in lanes. One per
/// worker.
final class LargeFileReader<Source: ReadSource> {
  private static var pieceSize: Int { 256 << 10 }

  private let job: ReadJob<Source>
  private let cursor: DirectoryCursor
  private let buffer: UnsafeMutableRawBufferPointer
  private var streams: MD5Streams
  private var files: [OpenFile<Source>?]

  init(_ job: ReadJob<Source>, slots: Int) {
    self.job = job
    cursor = DirectoryCursor(root: job.source.rootDescriptor)
    buffer = .allocate(byteCount: slots * Self.pieceSize, alignment: 64)
    streams = MD5Streams(count: slots)
    files = Array(repeating: nil, count: slots)
  }

  deinit { buffer.deallocate() }

  func read(_ queue: LargeFileQueue) throws {
    var lengths = Array(repeating: 0, count: files.count)
    while true {
      for slot in files.indices {
        while files[slot] == nil, let i = queue.take() {
          try job.attempt(i) { files[slot] = try OpenFile(job, i, cursor) }
          streams.restart(slot)
        }
        guard let file = files[slot] else { continue }
        try attempt(slot, file) {
          lengths[slot] = try file.read(piece(slot))
          streams.feed(slot, bytes(slot, lengths[slot]), last: lengths[slot] < Self.pieceSize)
        }
      }
      guard files.contains(where: { $0 != nil }) else { return }
      streams.run()
      for slot in files.indices {
        guard let file = files[slot] else { continue }
        try attempt(slot, file) {
          try file.write(bytes(slot, lengths[slot]))
          if lengths[slot] < Self.pieceSize {
            try file.finish(streams.digest(slot))
            files[slot] = nil
          }
        }
      }
    }
  }

  /// A file that fails leaves its slot.
  private func attempt(_ slot: Int, _ file: OpenFile<Source>, _ body: () throws -> Void) throws {
    try job.attempt(file.i) {
      do {
        try body()
      } catch {
        files[slot] = nil
        throw error
      }
    }
  }

  private func piece(_ slot: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: buffer[slot * Self.pieceSize..<(slot + 1) * Self.pieceSize])
  }

  private func bytes(_ slot: Int, _ count: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: piece(slot)[..<count])
  }
}

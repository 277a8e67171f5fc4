import CSystem
import Files
import Glibc
import Hashing

/// Reads small files into one buffer, hashes them in lanes, stores what is new. One per worker.
final class SmallFileReader<Source: ReadSource> {
  private static var bufferSize: Int { (4 << 20) + 4096 }

  private let job: ReadJob<Source>
  private let newShards: NewShards?
  private let cursor: DirectoryCursor
  private let buffer: UnsafeMutableRawBufferPointer
  private var used = 0
  private var lanes = MD5Batch(capacity: 64)
  private var items: [(i: Int, range: Range<Int>)] = []

  init(_ job: ReadJob<Source>, _ newShards: NewShards?) {
    self.job = job
    self.newShards = newShards
    cursor = DirectoryCursor(root: job.source.rootDescriptor)
    buffer = .allocate(byteCount: Self.bufferSize, alignment: 64)
    items.reserveCapacity(64)
  }

  deinit { buffer.deallocate() }

  func read(_ list: ArraySlice<Int>) throws {
    for i in list {
      try job.cancellation?.check()
      let size = Int(job.source.size(i))
      // One byte more than it should have, to see one that has grown.
      if used + size + 1 > buffer.count { try flush() }
      try job.attempt(i) { try readOne(i, size) }
    }
    try flush()
  }

  private func readOne(_ i: Int, _ size: Int) throws {
    let fd = try check(job.source.open(i, cursor), "read", job.source.path(i))
    defer { _ = sys_close(fd) }
    var got = 0
    while got <= size {
      let n = try check(
        sys_read(fd, buffer.baseAddress.map { $0 + used + got }, size + 1 - got), "read", job.source.path(i))
      got += n
      // All that was announced: the look at the size afterwards tells whether there is more.
      if n == 0 || got == size { break }
    }
    try job.checkUnchanged(i, fd, read: Int64(got))
    items.append((i, used..<used + got))
    used += got
  }

  private func flush() throws {
    defer {
      items.removeAll(keepingCapacity: true)
      lanes.removeAll()
      used = 0
    }
    if job.algorithm == .md5 {
      for item in items { lanes.add(UnsafeRawBufferPointer(rebasing: buffer[item.range])) }
      lanes.run()
    }
    for (k, item) in items.enumerated() {
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[item.range])
      try job.attempt(item.i) {
        let digest = job.algorithm == .md5 ? lanes.digest(k) : Hash.digest(bytes, job.algorithm)
        let id = try job.id(item.i, digest)
        if let store = job.store, try newShards?.put(id, bytes) == nil {
          _ = try store.put(id, bytes, isNew: job.names?.insert(id) == true)
        }
        job.finished(item.i, digest)
      }
      job.meter.add(items: 1, bytes: Int64(bytes.count))
    }
  }
}

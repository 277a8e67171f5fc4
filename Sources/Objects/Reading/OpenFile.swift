import CSystem
import Files
import Glibc
import Hashing

/// A large file while it is read, with the object it becomes. For one thread.
final class OpenFile<Source: ReadSource> {
  let job: ReadJob<Source>
  let i: Int
  let descriptor: Int32
  private(set) var count: Int64 = 0
  private var temporary: TemporaryObject?
  private var isCloned = false

  init(_ job: ReadJob<Source>, _ i: Int, _ cursor: DirectoryCursor) throws {
    self.job = job
    self.i = i
    descriptor = try check(job.source.open(i, cursor), "read", job.source.path(i))
    _ = sys_advise_sequential(descriptor)
    guard let store = job.store else { return }
    let temporary: TemporaryObject
    if let id = job.source.expected(i) {
      temporary = try TemporaryObject(in: store, for: id)
    } else {
      temporary = try TemporaryObject(in: store, job.algorithm)
    }
    self.temporary = temporary
    let device = job.source.before(i)?.device
    if store.mayClone(from: device) {
      isCloned = temporary.clone(descriptor)
      store.noteClone(from: device, works: isCloned)
    }
  }

  deinit { _ = sys_close(descriptor) }

  /// Fills the buffer unless the file ends before.
  func read(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try job.cancellation?.check()
    var got = 0
    while got < buffer.count {
      let n = try check(
        sys_read(descriptor, buffer.baseAddress.map { $0 + got }, buffer.count - got), "read",
        job.source.path(i))
      if n == 0 { break }
      got += n
    }
    count += Int64(got)
    job.meter.add(bytes: Int64(got))
    return got
  }

  /// The bytes just read, on their way into the store.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    if !isCloned { try temporary?.write(bytes) }
  }

  /// All is read: checks that the file is what it was, and gives the object its name.
  func finish(_ digest: Digest) throws {
    try job.checkUnchanged(i, descriptor, read: count)
    let id = try job.id(i, digest)
    if let temporary, let store = job.store, try !store.contains(id, size: count) {
      _ = try temporary.commit(as: id, size: count)
    }
    temporary = nil
    job.finished(i, digest)
    job.meter.add(items: 1)
  }
}

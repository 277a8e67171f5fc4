import Files
import Hashing
import Synchronization

/// One large file by itself: this thread reads and writes, another hashes, because md5 is slower than both.
struct StreamedFile<Source: ReadSource> {
  private let job: ReadJob<Source>
  private let i: Int

  init(_ job: ReadJob<Source>, _ i: Int) {
    self.job = job
    self.i = i
  }

  func read(threads: Int) throws {
    let file = try OpenFile(job, i, DirectoryCursor(root: job.source.rootDescriptor))
    let hasher = PieceHasher(job.algorithm, expectedBytes: job.source.size(i))
    if threads > 1 {
      // The reader stays on this thread; `Outcome` is read after both have ended.
      let outcome = Outcome()
      let box = Unchecked(file)
      Threads.run(2) { thread in
        if thread > 0 { return hasher.help() }
        do {
          try Self.read(box.value, hasher)
        } catch {
          outcome.error.withLock { $0 = error }
        }
        hasher.end()
      }
      if let error = outcome.error.withLock({ $0 }) { throw error }
    } else {
      hasher.workAlone()
      try Self.read(file, hasher)
      hasher.end()
    }
    // A name is for ever: that all was hashed which was read is worth a second look.
    precondition(hasher.count == file.count, "a piece of a file was not hashed")
    try file.finish(hasher.digest())
  }

  private static func read(_ file: OpenFile<Source>, _ hasher: PieceHasher) throws {
    while true {
      let buffer = hasher.freePiece()
      let count = try file.read(buffer)
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      // Hashing begins while this thread still writes.
      hasher.put(count)
      try file.write(bytes)
      if count < buffer.count { return }
    }
  }

  private final class Outcome: Sendable { let error = Mutex<(any Error)?>(nil) }
}

/// For what one thread at a time uses, though the compiler cannot see it.
// Unchecked: each use says how it changes hands; nothing else may be put in.
struct Unchecked<T>: @unchecked Sendable {
  let value: T
  init(_ value: T) { self.value = value }
}

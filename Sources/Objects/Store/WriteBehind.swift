import Files
import Synchronization

/// Lets the disk work on a batch of small objects while it still grows, so that the sync at its end finds little to do.
/// (For large ones the kernel is told piece by piece, see ``TemporaryObject``.)
final class WriteBehind: Sendable {
  /// Bytes after which the next sync begins, if the one before has ended.
  private static let stride: Int64 = 32 << 20

  private struct State {
    var thread: Threads.Started?
    var isRunning = false
    var failure: FileError?
  }
  private let root: String
  private let written = Atomic<Int64>(0)
  private let state = Mutex(State())

  init(root: String) { self.root = root }

  deinit { state.withLock { $0.thread?.join() } }

  /// Any thread tells what it has written.
  func add(_ bytes: Int) {
    let (before, now) = written.add(Int64(bytes), ordering: .relaxed)
    if before / Self.stride != now / Self.stride { begin() }
  }

  private func begin() {
    state.withLock { state in
      if state.isRunning { return }
      state.thread?.join()
      state.isRunning = true
      state.thread = Threads.start { [self] in
        var failure: FileError?
        do throws(FileError) { try FileSystem.syncFileSystem(of: root) } catch { failure = error }
        self.state.withLock { state in
          state.isRunning = false
          state.failure = state.failure ?? failure
        }
      }
      if state.thread == nil { state.isRunning = false }
    }
  }

  /// Waits for what was begun.
  /// - Throws: what it met: the system tells of a failure once, and not again to who syncs later.
  func finish() throws(FileError) {
    let thread = state.withLock { state in
      defer { state.thread = nil }
      return state.thread
    }
    thread?.join()
    let failure = state.withLock { state in
      defer { state.failure = nil }
      return state.failure
    }
    if let failure { throw failure }
  }
}

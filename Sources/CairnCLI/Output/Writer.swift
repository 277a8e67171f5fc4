import Glibc
import Synchronization

/// Text on its way to a file descriptor, sent in large pieces. A closed pipe is remembered, not fatal.
final class Writer: Sendable {
  private struct State {
    var pending: [UInt8] = []
    /// Error number of the write that failed.
    var failure: Int32 = 0
  }

  private let descriptor: Int32
  /// Send each line at once, for a terminal.
  private let byLine: Bool
  private let state = Mutex(State())

  private static let limit = 1 << 16

  init(_ descriptor: Int32, byLine: Bool) {
    self.descriptor = descriptor
    self.byLine = byLine
  }

  /// Why writing failed: `EPIPE` when nobody reads any more; 0 as long as it works.
  var failure: Int32 { state.withLock { $0.failure } }

  func write(_ text: String) {
    state.withLock { state in
      state.pending.append(contentsOf: text.utf8)
      if byLine || state.pending.count >= Self.limit { send(&state) }
    }
  }

  func flush() { state.withLock { send(&$0) } }

  private func send(_ state: inout State) {
    if state.failure == 0, !Self.send(state.pending, to: descriptor) { state.failure = errno }
    state.pending.removeAll(keepingCapacity: true)
  }

  /// Writes everything; false when nobody reads or the place can't be written.
  @discardableResult
  static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var start = 0
      while start < buffer.count {
        let written = Glibc.write(descriptor, buffer.baseAddress.map { $0 + start }, buffer.count - start)
        if written < 0, errno == EINTR || errno == EAGAIN { continue }
        if written <= 0 { return false }
        start += written
      }
      return true
    }
  }
}

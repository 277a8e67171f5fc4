import CSystem
import Files
import Synchronization
import Transport

/// The connections of a remote: made when they are needed, kept for the next call.
final class SFTPPool: Sendable {
  // Unchecked: in the list it is used by nobody, and whoever took it out under the lock is alone with it.
  private struct Box: @unchecked Sendable { let connection: SFTPConnection }

  /// How often a broken connection is made anew without anything having come through.
  private static let tries = 4

  let settings: SSHSettings
  private let idle = Mutex<[Box]>([])

  init(_ settings: SSHSettings) { self.settings = settings }

  /// Lends a connection. One on which something went wrong is not kept.
  /// - Parameter mayAsk: false for further connections: the user isn't asked for the same password again.
  func with<R>(
    _ cancellation: Cancellation?, mayAsk: Bool = true, _ body: (SFTPConnection) throws -> R
  ) throws -> R {
    var settings = settings
    settings.mayAsk = settings.mayAsk && mayAsk
    let connection =
      try idle.withLock { $0.popLast() }?.connection ?? SFTPConnection(settings, cancellation: cancellation)
    let result = try body(connection)
    idle.withLock { $0.append(Box(connection: connection)) }
    return result
  }

  /// Works off items `0..<count` over several connections, each with many items on the way.
  ///
  /// - Parameter work: begins an item and calls `done` once when it has ended, well or not. Called anew for an item
  ///   whose connection broke off.
  /// - Throws: ``TransportError`` when no connection can be had; what `fatal` says; `Cancelled`.
  func forEach(
    count: Int, connections: Int, concurrency: Int, cancellation: Cancellation?, fatal: FatalError,
    _ work: @escaping @Sendable (SFTPConnection, Int, @escaping () -> Void) -> Void
  ) throws {
    let queue = SFTPQueue(count)
    try parallel(count: connections, workers: connections, batch: 1, cancellation: cancellation) { range, _ in
      let isFirst = range.contains(0)
      var failures = 0
      var wasConnected = false
      while !queue.isEmpty {
        let before = queue.finished
        let mine = Mutex<Set<Int>>([])
        do {
          try self.with(cancellation, mayAsk: isFirst) { connection in
            wasConnected = true
            try connection.run(concurrency: concurrency, cancellation: cancellation) {
              if let error = fatal.error { throw error }
              guard let item = queue.take() else { return nil }
              mine.withLock { _ = $0.insert(item) }
              return { done in
                work(connection, item) {
                  mine.withLock { _ = $0.remove(item) }
                  queue.finish()
                  done()
                }
              }
            }
          }
        } catch let error as TransportError where !isFirst && !wasConnected && error.cause == .denied {
          // It has taken nothing yet: the first connection does it all.
          return
        } catch let error as TransportError where RetryPolicy.isTemporary(error) {
          queue.giveBack(mine.withLock { $0 })
          failures = queue.finished > before ? 1 : failures + 1
          // A server that never answered is more likely not there than busy.
          if failures >= (queue.finished == 0 && error.cause != .reset ? 2 : Self.tries) { throw error }
          sys_sleep_ms(UInt32(250 << failures))
        }
      }
      if let error = fatal.error { throw error }
    }
    // Whoever asks goes by what is reported: nothing may be left out in silence.
    if queue.finished < count {
      throw TransportError(
        .reset, url: settings.place, message: "\(count - queue.finished) items were not done")
    }
  }
}

/// What makes going on pointless, from whichever item finds it.
final class FatalError: Sendable {
  private let found = Mutex<(any Error)?>(nil)
  var error: (any Error)? { found.withLock { $0 } }
  func set(_ error: any Error) { found.withLock { $0 = $0 ?? error } }
}

/// Items to work off, some of them twice.
private final class SFTPQueue: Sendable {
  private struct State {
    var next = 0
    var again: [Int] = []
    var finished = 0
  }
  private let count: Int
  private let state = Mutex(State())

  init(_ count: Int) { self.count = count }

  var isEmpty: Bool { state.withLock { $0.next == count && $0.again.isEmpty } }
  var finished: Int { state.withLock { $0.finished } }

  func take() -> Int? {
    state.withLock { state in
      if let item = state.again.popLast() { return item }
      guard state.next < count else { return nil }
      defer { state.next += 1 }
      return state.next
    }
  }

  func giveBack(_ items: Set<Int>) { state.withLock { $0.again += items } }
  func finish() { state.withLock { $0.finished += 1 } }
}

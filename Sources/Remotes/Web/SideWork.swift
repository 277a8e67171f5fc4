import CSystem
import Synchronization

/// Pieces of work that the thread beside the network's takes over: reading and storing small files. Whoever waits for
/// them does what nobody has begun, so nothing stands still when there is no such thread.
final class SideWork: Sendable {
  /// More would only hold memory: who has more does it at once.
  private static let most = 8

  private struct State {
    var waiting: [@Sendable () -> Void] = []
    var running = 0
  }
  private let state = Mutex(State())

  /// Leaves it to the other thread, or does it here when that is behind.
  func add(_ work: @escaping @Sendable () -> Void) {
    let isTaken = state.withLock { state in
      guard state.waiting.count < Self.most else { return false }
      state.waiting.append(work)
      return true
    }
    if !isTaken { work() }
  }

  /// Does the oldest piece.
  /// - Returns: false when there is none.
  func runOne() -> Bool {
    let next: (@Sendable () -> Void)? = state.withLock { state in
      guard !state.waiting.isEmpty else { return nil }
      state.running += 1
      return state.waiting.removeFirst()
    }
    guard let next else { return false }
    next()
    state.withLock { $0.running -= 1 }
    return true
  }

  /// Returns when all that was added is done.
  func drain() {
    while runOne() {}
    while state.withLock({ $0.running > 0 || !$0.waiting.isEmpty }) {
      if !runOne() { sys_sleep_ms(1) }
    }
  }
}

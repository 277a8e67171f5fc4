import CSystem
import Synchronization

/// So many bytes a second and no more, for everything that shares it: uploads and downloads, all connections together.
///
/// Bytes are taken when they have moved and paid for by waiting: a twentieth of a second's worth may go at once.
public final class RateLimit: Sendable {
  public let bytesPerSecond: Int64
  /// When everything taken so far is paid for.
  private let paid = Mutex<Int64>(0)
  private let now: @Sendable () -> Int64

  /// - Parameter now: nanoseconds of a clock that never goes back.
  public init(bytesPerSecond: Int64, now: @escaping @Sendable () -> Int64 = { sys_monotonic_ns() }) {
    self.bytesPerSecond = max(1, bytesPerSecond)
    self.now = now
  }

  /// These have moved.
  public func spend(_ bytes: Int64) {
    let cost = Double(bytes) / Double(bytesPerSecond) * 1e9
    let now = now()
    paid.withLock { $0 = max($0, now) + Int64(min(cost, 1e15)) }
  }

  /// Nanoseconds until more may move; 0: now.
  public var wait: Int64 {
    let due = paid.withLock { $0 } - now() - 50_000_000
    return max(0, due)
  }
}

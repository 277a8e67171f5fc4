import CSystem
import Files
import Synchronization

/// Counts from many threads, told to a sink a few dozen times a second.
public final class ProgressMeter: Sendable {
  private static let interval: Int64 = 25_000_000

  private let sink: (any ProgressSink)?
  private let phase: String
  private let total: Int?
  private let bytesTotal: Int64?
  private let items = Atomic<Int>(0)
  private let bytes = Atomic<Int64>(0)
  private let last: Atomic<Int64>

  public init(_ sink: (any ProgressSink)?, phase: String, total: Int?, bytesTotal: Int64? = nil) {
    self.sink = sink
    self.phase = phase
    self.total = total
    self.bytesTotal = bytesTotal
    last = Atomic(sys_monotonic_ns())
    report()
  }

  public func add(items count: Int = 0, bytes size: Int64 = 0) {
    guard sink != nil else { return }
    items.add(count, ordering: .relaxed)
    bytes.add(size, ordering: .relaxed)
    let now = sys_monotonic_ns()
    let before = last.load(ordering: .relaxed)
    guard now - before > Self.interval,
      last.compareExchange(expected: before, desired: now, ordering: .relaxed).exchanged
    else { return }
    report()
  }

  /// The last word, whenever the one before was.
  public func finish() { report() }

  private func report() {
    sink?.report(
      ProgressEvent(
        phase: phase, done: items.load(ordering: .relaxed), total: total,
        bytesDone: bytes.load(ordering: .relaxed), bytesTotal: bytesTotal))
  }
}

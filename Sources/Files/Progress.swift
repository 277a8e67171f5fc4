import Synchronization

/// What long work tells while it runs. Counts may be reported from several threads.
public struct ProgressEvent: Sendable {
  /// What is being done: "Hashing", "Adding", "Pushing to local".
  public var phase: String
  public var done: Int
  /// nil while unknown.
  public var total: Int?
  public var bytesDone: Int64
  public var bytesTotal: Int64?

  public init(phase: String, done: Int, total: Int?, bytesDone: Int64 = 0, bytesTotal: Int64? = nil) {
    self.phase = phase
    self.done = done
    self.total = total
    self.bytesDone = bytesDone
    self.bytesTotal = bytesTotal
  }
}

/// Receives progress; calls come from worker threads, at most a few hundred a second, and must not block.
public protocol ProgressSink: Sendable {
  func report(_ event: ProgressEvent)
}

/// A request to stop, set by Ctrl-C, looked at between files and between buffers of a large file.
public final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)
  public init() {}
  public func cancel() { flag.store(true, ordering: .relaxed) }
  public var isCancelled: Bool { flag.load(ordering: .relaxed) }
  /// Throws ``Cancelled`` once ``cancel()`` was called.
  public func check() throws(Cancelled) { if isCancelled { throw Cancelled() } }
}

/// Work stopped because the user asked (exit code 252).
public struct Cancelled: Error, Sendable { public init() {} }

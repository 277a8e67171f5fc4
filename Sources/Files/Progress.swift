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
  private let count = Atomic<Int>(0)
  private let shields = Atomic<Int>(0)
  private let attendants = Atomic<Int>(0)
  public init() {}
  /// Safe in a signal handler.
  public func cancel() { count.add(1, ordering: .relaxed) }
  private let termination = Atomic<Bool>(false)
  /// The same for SIGTERM: nobody sits there and waits.
  public func terminate() {
    termination.store(true, ordering: .relaxed)
    cancel()
  }
  public var isTermination: Bool { termination.load(ordering: .relaxed) }
  /// How often ``cancel()`` was called: who asks again means it.
  public var requests: Int { count.load(ordering: .relaxed) }
  public var isCancelled: Bool { requests > 0 && shields.load(ordering: .relaxed) == 0 }

  /// Work that is short and has to be finished: what is asked for meanwhile is heard afterwards.
  public func shielded<Result>(_ body: () throws -> Result) rethrows -> Result {
    shields.add(1, ordering: .relaxed)
    defer { shields.subtract(1, ordering: .relaxed) }
    return try body()
  }

  /// Somebody sees to every request, so that even a repeated one must not end the process at once.
  public var isAttended: Bool { attendants.load(ordering: .relaxed) > 0 }
  public func attend() { attendants.add(1, ordering: .relaxed) }
  public func leave() { attendants.subtract(1, ordering: .relaxed) }

  /// Throws ``Cancelled`` once ``cancel()`` was called.
  public func check() throws(Cancelled) { if isCancelled { throw Cancelled() } }
}

/// Work stopped because the user asked (exit code 252).
public struct Cancelled: Error, Sendable { public init() {} }

import Synchronization

/// Splits `count` pieces of work into batches for a fixed number of threads.
///
/// ```swift
/// try WorkerPool(workers: 4).run(count: files.count, batch: 64) { range, worker in
///   for i in range { try work(i) }
/// }
/// ```
public struct WorkerPool: Sendable {
  public let workers: Int

  /// - Parameter workers: nil: one per processor.
  public init(workers: Int? = nil) { self.workers = max(1, workers ?? Threads.processorCount) }

  /// Calls `body` with ranges that together cover `0..<count` once each, in rising order, and the number of
  /// the worker (`0..<workers`; 0 is the calling thread). Everything runs on the calling thread when there is
  /// one batch or one worker.
  /// - Throws: the first error by a worker; the others stop after their current batch. ``Cancelled`` when
  ///   asked to stop. All workers have ended when this returns.
  public func run(
    count: Int, batch: Int = 64, cancellation: Cancellation? = nil,
    _ body: @escaping @Sendable (_ range: Range<Int>, _ worker: Int) throws -> Void
  ) throws {
    let size = max(1, batch)
    let batches = (count + size - 1) / size
    let state = PoolState()
    Threads.run(min(workers, batches)) { worker in
      while !state.stopped.load(ordering: .relaxed) {
        let index = state.next.add(1, ordering: .relaxed).oldValue
        guard index < batches else { return }
        do {
          try cancellation?.check()
          try body(index * size..<min(count, (index + 1) * size), worker)
        } catch {
          state.fail(error)
        }
      }
    }
    if let error = state.failure.withLock({ $0 }) { throw error }
  }
}

private final class PoolState: Sendable {
  let next = Atomic<Int>(0)
  let stopped = Atomic<Bool>(false)
  let failure = Mutex<(any Error)?>(nil)

  func fail(_ error: any Error) {
    failure.withLock { if $0 == nil { $0 = error } }
    stopped.store(true, ordering: .relaxed)
  }
}

/// ``WorkerPool/run(count:batch:cancellation:_:)`` as a function.
public func parallel(
  count: Int, workers: Int? = nil, batch: Int = 64, cancellation: Cancellation? = nil,
  _ body: @escaping @Sendable (_ range: Range<Int>, _ worker: Int) throws -> Void
) throws {
  try WorkerPool(workers: workers).run(count: count, batch: batch, cancellation: cancellation, body)
}

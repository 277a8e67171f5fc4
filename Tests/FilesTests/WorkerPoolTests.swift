import Files
import Synchronization
import Testing

private struct Broken: Error {}

private final class Marks: Sendable {
  let all = Mutex<[Int]>([])
  let workers = Mutex<Set<Int>>([])
}

@Test(arguments: [(0, 1, 1), (1, 4, 64), (1000, 4, 7), (1000, 1, 64), (64, 3, 64), (65, 3, 64)])
func coversEveryIndexOnce(count: Int, workers: Int, batch: Int) throws {
  let marks = Marks()
  try parallel(count: count, workers: workers, batch: batch) { range, worker in
    marks.all.withLock { $0.append(contentsOf: range) }
    _ = marks.workers.withLock { $0.insert(worker) }
  }
  #expect(marks.all.withLock { $0.sorted() } == Array(0..<count))
  #expect(marks.workers.withLock { $0.isSubset(of: Set(0..<workers)) })
}

@Test func stopsAtTheFirstError() throws {
  let marks = Marks()
  #expect(throws: Broken.self) {
    try parallel(count: 1_000_000, workers: 2, batch: 1) { range, _ in
      marks.all.withLock { $0.append(range.lowerBound) }
      if range.contains(10) { throw Broken() }
    }
  }
  #expect(marks.all.withLock { $0.count } < 1_000_000)
}

@Test func honoursCancellation() throws {
  let cancellation = Cancellation()
  #expect(throws: Cancelled.self) {
    try parallel(count: 1_000_000, workers: 2, batch: 1, cancellation: cancellation) { range, _ in
      if range.lowerBound == 5 { cancellation.cancel() }
    }
  }
}

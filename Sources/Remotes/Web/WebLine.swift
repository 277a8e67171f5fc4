import CSystem
import Files
import Transport

/// A client and how to use it.
public struct WebLine: Sendable {
  public let client: HTTPClient
  /// Transfers at once.
  public let jobs: Int
  public let cancellation: Cancellation?

  public init(_ client: HTTPClient, jobs: Int, cancellation: Cancellation?) {
    self.client = client
    self.jobs = jobs
    self.cancellation = cancellation
  }

  /// Runs transfers until there are no more, then waits for what is still being hashed beside them.
  /// - Parameters:
  ///   - finish: takes in what has ended; called again and again.
  ///   - isBusy: whether something has not ended.
  func run(
    _ thread: HashThread, next: () throws -> (any Transfer)?, finish: () throws -> Void, isBusy: () -> Bool
  ) throws {
    try client.run(concurrency: jobs, cancellation: cancellation) {
      thread.standIn()
      try finish()
      return try next()
    }
    while isBusy() {
      try cancellation?.check()
      thread.standIn()
      try finish()
      if isBusy() { sys_sleep_ms(1) }
    }
  }

  /// Sends requests, many at once; `ended` hears of each, in no order.
  /// - Throws: what `ended` throws, `Cancelled`, and a ``TransportError`` when the server is down.
  public func send<Item>(
    _ items: [Item], limit: Int = 64 << 20, _ dialect: any WebDialect,
    _ make: @escaping (Item) throws -> Request,
    ended: @escaping (Item, Result<Response, any Error>) throws -> Void
  ) throws {
    var next = 0
    try client.run(concurrency: jobs, cancellation: cancellation) {
      guard next < items.count else { return nil }
      defer { next += 1 }
      let item = items[next]
      return DialectTransfer(limit: limit, dialect, { try make(item) }, ended: { try ended(item, $0) })
    }
  }
}

/// A small request in a dialect.
final class DialectTransfer: Transfer {
  private let dialect: any WebDialect
  private let make: () throws -> Request
  private let inner: SimpleTransfer

  init(
    limit: Int = 64 << 20, _ dialect: any WebDialect, _ make: @escaping () throws -> Request,
    ended: @escaping (Result<Response, any Error>) throws -> Void
  ) {
    self.dialect = dialect
    self.make = make
    inner = SimpleTransfer(limit: limit, { _ in try make() }, ended: ended)
  }

  func request(attempt: Int) throws -> Request {
    var request = try make()
    try dialect.prepare(&request, attempt: attempt)
    return request
  }
  func begin(_ head: ResponseHead) throws { try inner.begin(head) }
  func receive(_ bytes: UnsafeRawBufferPointer) throws -> Bool { try inner.receive(bytes) }
  func isTemporary(_ response: Response) -> Bool? { dialect.isTemporary(response) }
  func end(_ outcome: Result<Response, any Error>) throws -> Bool { try inner.end(outcome) }
}

import Files
import Synchronization

/// Runs transfers, with the connections of earlier ones kept open.
///
/// ```swift
/// let client = HTTPClient(ClientSettings(origin: URLText.parts(url)?.origin))
/// var urls = urls[...]
/// try client.run(concurrency: 16) { urls.popFirst().map { Download($0) } }
/// ```
///
/// May be used from any thread, by several at once: each call has a multi handle to itself while it runs.
public final class HTTPClient: Sendable {
  public let settings: ClientSettings
  private let engines = Mutex<[EngineBox]>([])

  /// Opens nothing: libcurl is loaded with the first transfer.
  public init(_ settings: ClientSettings) { self.settings = settings }

  /// Runs transfers until there are no more, at most so many at once, on this thread.
  ///
  /// - Parameters:
  ///   - concurrency: fewer while the server asks for less.
  ///   - next: the transfer to begin now. After a nil it is asked again whenever one has ended; nil with none in
  ///     flight is the end.
  /// - Throws: `Cancelled` within a second of the request; what `next` or ``Transfer/end(_:)`` threw; the last
  ///   ``TransportError`` when the server seems to be down (``RetryPolicy/patience``). All transfers have been told.
  public func run(
    concurrency: Int, cancellation: Cancellation? = nil, next: () throws -> (any Transfer)?
  ) throws {
    let box = try engines.withLock { $0.popLast() } ?? EngineBox(Engine(connections: 128))
    defer { engines.withLock { $0.append(box) } }
    var loop = TransferLoop(box.engine, settings, concurrency: concurrency, cancellation)
    try loop.run(next)
  }

  /// One request and its whole answer, whatever its status.
  /// - Throws: ``TransportError``, `Cancelled`.
  public func send(
    _ request: Request, limit: Int = 64 << 20, cancellation: Cancellation? = nil
  ) throws -> Response {
    var outcome: Result<Response, any Error>?
    var transfer: SimpleTransfer? = SimpleTransfer(limit: limit, { _ in request }, ended: { outcome = $0 })
    try run(concurrency: 1, cancellation: cancellation) {
      defer { transfer = nil }
      return transfer
    }
    guard let outcome else { throw Cancelled() }
    return try outcome.get()
  }
}

// Unchecked: in the list it is used by nobody, and whoever took it out under the lock is alone with it.
private struct EngineBox: @unchecked Sendable {
  let engine: Engine
  init(_ engine: Engine) { self.engine = engine }
}

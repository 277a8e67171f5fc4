/// One errand of a client: one request, or several that follow on each other. All functions are called on the thread
/// that runs the client.
public protocol Transfer: AnyObject {
  /// The request to send now. Called anew for each attempt, just before it is sent: sign here, begin anew or where the
  /// last attempt stopped.
  /// - Parameter attempt: 1 for the first; counts anew for each request of several.
  /// - Throws: to end the transfer with that error.
  func request(attempt: Int) throws -> Request

  /// A good answer (2xx) begins. Called before the first byte, also when none follows.
  /// - Throws: to break the transfer off.
  func begin(_ head: ResponseHead) throws

  /// Bytes of a good answer. Those of other answers are in ``Response/body``.
  /// - Returns: false for "not now": the same bytes come again some milliseconds later.
  func receive(_ bytes: UnsafeRawBufferPointer) throws -> Bool

  /// Whether an answer is worth another attempt though its status does not say so (an error code in its body), or not
  /// though it does. nil: as the status says.
  func isTemporary(_ response: Response) -> Bool?

  /// It is over, after all attempts: any answer, whatever its status, or what was in the way (a ``TransportError``,
  /// `Cancelled`, or what this transfer threw itself).
  /// - Returns: true when there is another request to send.
  /// - Throws: to stop the whole run.
  func end(_ outcome: Result<Response, any Error>) throws -> Bool
}

extension Transfer {
  public func begin(_ head: ResponseHead) throws {}
  public func receive(_ bytes: UnsafeRawBufferPointer) throws -> Bool { true }
  public func isTemporary(_ response: Response) -> Bool? { nil }
}

/// One request whose whole answer is kept in memory.
public final class SimpleTransfer: Transfer {
  private let make: (Int) throws -> Request
  private let limit: Int
  private let ended: (Result<Response, any Error>) throws -> Void
  private var bytes: [UInt8] = []

  /// - Parameters:
  ///   - limit: an answer that is longer is an error.
  ///   - make: called for each attempt.
  public init(
    limit: Int = 64 << 20, _ make: @escaping (_ attempt: Int) throws -> Request,
    ended: @escaping (Result<Response, any Error>) throws -> Void
  ) {
    self.limit = limit
    self.make = make
    self.ended = ended
  }

  public func request(attempt: Int) throws -> Request { try make(attempt) }

  public func begin(_ head: ResponseHead) throws { bytes.removeAll() }

  public func receive(_ piece: UnsafeRawBufferPointer) throws -> Bool {
    guard bytes.count + piece.count <= limit else {
      throw TransportError(.badAnswer, message: "the answer is longer than \(limit) bytes")
    }
    bytes += piece
    return true
  }

  public func end(_ outcome: Result<Response, any Error>) throws -> Bool {
    try ended(
      outcome.map { response in
        guard response.isSuccess else { return response }
        return Response(
          head: response.head, body: bytes, wholeURL: response.wholeURL, received: response.received,
          sent: response.sent, seconds: response.seconds, attempts: response.attempts)
      })
    return false
  }
}

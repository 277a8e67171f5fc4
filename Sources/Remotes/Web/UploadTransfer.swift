import Transport

/// One object going up by one request after the other.
final class UploadTransfer: Transfer {
  enum Content {
    case bytes([UInt8])
    case file(any WebFile)
  }

  private let dialect: any WebDialect
  private let object: WebObject
  private let content: Content
  private let ended: (Result<Void, any Error>) throws -> Void
  private var number = 0
  private var previous: Response?
  private var method = ""

  init(
    _ dialect: any WebDialect, _ object: WebObject, _ content: Content,
    ended: @escaping (Result<Void, any Error>) throws -> Void
  ) {
    self.dialect = dialect
    self.object = object
    self.content = content
    self.ended = ended
  }

  func request(attempt: Int) throws -> Request {
    var request: Request
    switch try dialect.step(object, number, after: previous) {
    case .send(let made):
      request = made
      switch content {
      case .bytes(let bytes): request.body = .bytes(bytes)
      case .file(let file): request.body = file.part(0, file.length)
      }
    case .ask(let made): request = made
    case .done, .failed: throw TransportError(.badAnswer, message: "an upload without a request")
    }
    method = request.method
    try dialect.prepare(&request, attempt: attempt)
    return request
  }

  func isTemporary(_ response: Response) -> Bool? { dialect.isTemporary(response) }

  func end(_ outcome: Result<Response, any Error>) throws -> Bool {
    do {
      let response = try outcome.get()
      number += 1
      previous = response
      switch try dialect.step(object, number, after: response) {
      case .send, .ask: return true
      case .done: try ended(.success(()))
      case .failed: try ended(.failure(dialect.failure(response, method: method)))
      }
    } catch {
      try ended(.failure(error))
    }
    return false
  }
}

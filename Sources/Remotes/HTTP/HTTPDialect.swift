import Transport

/// A plain web server: objects are asked for by HEAD, fetched by GET and stored by POST (or another method), each in
/// one request (formats §2.8). Nothing can be listed, and nothing a server says is trusted: bytes are hashed, and who
/// claims to have an object is asked for one that cannot exist.
public struct HTTPDialect: WebDialect {
  public let base: WebBase
  private let method: String

  public var canList: Bool { false }
  public var mayLie: Bool { true }

  /// - Parameter method: how objects are stored (`method`).
  public init(base: WebBase, method: String = "POST") {
    self.base = base
    self.method = method
  }

  public func url(of key: String) -> String { base.url(of: key) }
  public func ask(_ key: String) -> Request { Request("HEAD", url(of: key)) }
  public func delete(_ key: String) -> Request { Request("DELETE", url(of: key)) }

  public func get(_ key: String, range: (first: Int64, last: Int64?)?) -> Request {
    Request("GET", url(of: key), headers: WebBase.range(range))
  }

  public func step(_ object: WebObject, _ number: Int, after previous: Response?) throws -> WebStep {
    guard let previous else {
      var request = Request(method, url(of: object.key))
      request.setHeader("Content-Type", "application/octet-stream")
      if let digest = object.contentMD5 { request.setHeader("Content-MD5", digest) }
      return .send(request)
    }
    return previous.isSuccess ? .done : .failed
  }
}

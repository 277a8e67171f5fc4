/// A request that got no answer that could be used. No secret is in here.
public struct TransportError: Error, Equatable, Sendable {
  public enum Cause: Equatable, Sendable {
    /// libcurl is not on this machine, or cannot start.
    case noLibrary
    /// The name of the host has no address.
    case dns
    case connect
    case proxy
    /// The handshake or a certificate.
    case tls
    case timeout
    /// The connection broke off.
    case reset
    /// The answer ended before its announced end.
    case truncated
    /// Too many redirects, one without a target, to another scheme, or of a request that would lose its body.
    case redirect
    /// The URL cannot be read, or its scheme is not allowed.
    case badURL
    /// The answer is not of the protocol.
    case badAnswer
    /// An answer with this status, when only a better one will do.
    case status(Int)
    /// The server wants another user (sftp).
    case denied
    /// No such file (sftp).
    case notFound
    /// Everything else, by libcurl's number.
    case other(Int)
  }

  public let cause: Cause
  public let method: String
  /// Without user, password and query.
  public let url: String
  /// In libcurl's words, or ours.
  public let message: String
  /// Of the answer as far as it came; nil when none did.
  public let status: Int?
  /// What the server asks to wait, in seconds.
  public let retryAfter: Double?
  /// The start of the body of the answer.
  public let detail: String

  public init(
    _ cause: Cause, method: String = "", url: String = "", message: String = "", status: Int? = nil,
    retryAfter: Double? = nil, detail: String = ""
  ) {
    self.cause = cause
    self.method = method
    self.url = URLText.redacted(url)
    self.message = message
    self.status = status
    self.retryAfter = retryAfter
    self.detail = detail
  }

  /// An answer whose status is a failure.
  public init(_ response: Response, method: String) {
    self.init(
      .status(response.status), method: method, url: response.url, message: HTTPStatus.text(response.status),
      status: response.status, retryAfter: RetryAfter.seconds(response.head),
      detail: String(decoding: response.body.prefix(2048), as: UTF8.self))
  }
}

/// What statuses are called.
public enum HTTPStatus {
  private static let names = [
    301: "Moved Permanently", 302: "Found", 307: "Temporary Redirect", 308: "Permanent Redirect",
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    408: "Request Timeout", 409: "Conflict", 411: "Length Required", 412: "Precondition Failed",
    413: "Request Entity Too Large", 416: "Range Not Satisfiable", 423: "Locked", 429: "Too Many Requests",
    500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout", 507: "Insufficient Storage",
  ]

  public static func text(_ status: Int) -> String { names[status].map { "\(status) \($0)" } ?? "\(status)" }
}

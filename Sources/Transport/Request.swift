/// One line of a request's head.
public struct Header: Sendable, Equatable {
  public let name: String
  public let value: String
  /// Not sent to another origin than the request's own when a redirect leads there, and never shown.
  public let isSecret: Bool

  public init(_ name: String, _ value: String, isSecret: Bool = false) {
    self.name = name
    self.value = value
    self.isSecret = isSecret
  }
}

/// What goes up with a request.
public enum Body {
  case none
  case bytes([UInt8])
  /// A part of an open file, which must stay open until the transfer has ended.
  case file(descriptor: Int32, offset: Int64, length: Int64)
  case source(any BodySource)

  public var length: Int64 {
    switch self {
    case .none: 0
    case .bytes(let bytes): Int64(bytes.count)
    case .file(_, _, let length): length
    case .source(let source): source.length
    }
  }
}

/// Bytes made while they are sent.
public protocol BodySource: AnyObject {
  var length: Int64 { get }
  /// Fills the beginning of `buffer` with what stands at `offset`; at least one byte, never past ``length``. Also goes
  /// back, when the server wants to hear it again.
  /// - Returns: nil when the next bytes are not there yet: asked again some milliseconds later.
  /// - Throws: to break the request off; the server sees a body that is too short.
  func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int?
}

/// A request, ready to be sent.
public struct Request {
  public var method: String
  /// Percent-encoded (``URLText/encode(path:)``), without credentials.
  public var url: String
  public var headers: [Header]
  public var body: Body
  /// About how much will come back: decides buffers only.
  public var expectedBytes: Int64
  /// Whether the client's own credentials (``ClientSettings/authentication``) go with it. Not so for requests that are
  /// signed by their maker.
  public var isAuthenticated: Bool
  /// Whether redirects are followed (by rules, see ``Redirect``). If not, a 3xx is an answer like any other.
  public var followsRedirects: Bool
  /// What libcurl is told besides, for other protocols than HTTP.
  public var options: [RequestOption]

  public init(
    _ method: String, _ url: String, headers: [Header] = [], body: Body = .none, expectedBytes: Int64 = 0,
    isAuthenticated: Bool = true, followsRedirects: Bool = true, options: [RequestOption] = []
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.expectedBytes = expectedBytes
    self.isAuthenticated = isAuthenticated
    self.followsRedirects = followsRedirects
    self.options = options
  }

  public mutating func setHeader(_ name: String, _ value: String, isSecret: Bool = false) {
    headers.removeAll { $0.name.lowercased() == name.lowercased() }
    headers.append(Header(name, value, isSecret: isSecret))
  }

  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// How a client connects, and as whom.
public struct ClientSettings: Sendable {
  public enum Authentication: Sendable {
    case none
    case basic(user: String, password: String)
    case digest(user: String, password: String)
    case bearer(String)
    /// A token that can be had anew when the server no longer takes it.
    case renewable(BearerToken)
    /// A header of the user's own choice.
    case header(name: String, value: String)
  }

  /// The URL whose origin the credentials are for; they go nowhere else.
  public var origin: Origin?
  public var authentication: Authentication
  /// Whether a server's certificate must be good.
  public var verifiesCertificates: Bool
  /// A file or directory of certificate authorities instead of the system's.
  public var authorities: String?
  /// PEM files.
  public var certificate: String?
  public var key: String?
  /// Seconds to connect, and seconds in which nothing comes or goes.
  public var connectTimeout: Double
  public var readTimeout: Double
  /// nil: what libcurl finds in the process's environment.
  public var proxies: ProxySettings?
  /// The file that is asked about the origin when there are no credentials: `~/.netrc`. nil: none.
  public var netrc: String?
  public var userAgent: String
  /// Sent with every request.
  public var headers: [Header]
  /// As libcurl takes them: "http,https".
  public var protocols: String
  public var usesHTTP2: Bool
  public var retry: RetryPolicy
  /// How fast bodies go and come; nil: as fast as it goes.
  public var rate: RateLimit?
  /// Told of each attempt when it has ended: for logs.
  public var observer: (@Sendable (AttemptFacts) -> Void)?

  public init(origin: Origin? = nil, authentication: Authentication = .none) {
    self.origin = origin
    self.authentication = authentication
    verifiesCertificates = true
    connectTimeout = 30
    readTimeout = 60
    userAgent = "cairn"
    headers = []
    protocols = "http,https"
    usesHTTP2 = true
    retry = RetryPolicy()
  }
}

/// One attempt as a log tells it.
public struct AttemptFacts: Sendable {
  public let method: String
  /// Without secrets.
  public let url: String
  public let attempt: Int
  /// 0 when no answer came.
  public let status: Int
  public let seconds: Double
  public let error: TransportError?
  /// Seconds until it is tried again; nil when it is not.
  public let retryIn: Double?
}

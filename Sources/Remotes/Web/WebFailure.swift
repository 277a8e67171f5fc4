import Transport

/// A request about one object of a remote that failed.
public struct WebFailure: Error, Equatable, Sendable {
  public let remote: String
  /// Relative to the remote; "" when it is about no single one.
  public let key: String
  public let error: TransportError

  public init(remote: String, key: String, error: TransportError) {
    self.remote = remote
    self.key = key
    self.error = error
  }

  /// Whether the next object would fare the same: a wrong password, no such host.
  var isFinalForAll: Bool {
    switch error.cause {
    case .dns, .connect, .proxy, .tls, .badURL, .denied, .noLibrary, .status(401), .status(407): true
    default: false
    }
  }
}

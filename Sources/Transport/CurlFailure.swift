import CCurl

/// libcurl's error numbers by class.
enum CurlFailure {
  static func cause(_ code: Int) -> TransportError.Cause {
    switch code {
    case 6: .dns  // could not resolve host
    case 7: .connect
    case 5, 97: .proxy
    case 28: .timeout
    case 16, 52, 55, 56, 92, 95: .reset  // HTTP/2 framing, nothing came, send, receive, stream, HTTP/3
    case 18: .truncated
    case 35, 53, 54, 58, 59, 60, 64, 66, 77, 80, 82, 83, 90, 91, 98: .tls
    case 1, 3: .badURL  // scheme, malformed
    case 8, 61: .badAnswer
    case 47: .redirect
    case 9, 67: .denied
    case 78: .notFound
    default: .other(code)
    }
  }
}

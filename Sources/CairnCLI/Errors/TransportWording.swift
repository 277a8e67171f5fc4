import Glibc
import Remotes
import Transport

/// Failures of the network in words: which remote, which object, what was in the way, and what may help.
extension FailureWording {
  static func text(_ error: WebFailure) -> String {
    let what = error.key.isEmpty ? "" : ", '\(error.key)'"
    return "remote '\(error.remote)'\(what): \(text(error.error))"
  }

  static func text(_ error: TransportError) -> String {
    let place = error.url.isEmpty ? "" : " (\(error.method.isEmpty ? "" : error.method + " ")\(error.url))"
    switch error.cause {
    case .noLibrary: return "cannot talk to servers: \(error.message)"
    case .dns: return "the name of the server is not known: \(error.message)\(place)"
    case .connect: return "cannot connect: \(error.message)\(place)"
    case .proxy: return "the proxy does not let us through: \(error.message)\(place)"
    case .tls: return "no secure connection: \(error.message)\(place)"
    case .timeout: return "the server does not answer in time: \(error.message)\(place)"
    case .reset: return "the connection broke off: \(error.message)\(place)"
    case .truncated: return "the answer ended too early: \(error.message)\(place)"
    case .redirect, .badURL, .badAnswer: return "\(error.message)\(place)"
    case .status(let status):
      let detail = detail(error)
      return "the server says \(HTTPStatus.text(status))\(detail.isEmpty ? "" : ": " + detail)\(place)"
    case .denied: return "access denied: \(error.message)\(place)"
    case .notFound: return "not found: \(error.message)\(place)"
    case .other: return "\(error.message)\(place)"
    }
  }

  static func hint(_ error: TransportError) -> String? {
    switch error.cause {
    case .noLibrary where error.message.contains(String(cString: strerror(EMFILE))):
      Remedies.hint(EMFILE, path: "")
    case .status(401):
      "The server wants to know who you are: see 'user', 'password' and 'auth' of the remote."
    case .status(403): "The server knows who you are and does not allow this: ask whoever runs it."
    case .status(405), .status(501):
      "The server does not take this kind of request: see 'method' of the remote."
    case .tls where error.url.hasPrefix("ssh:"):
      "The host's key is not the one that your known_hosts has: ask whoever runs the host before you change that."
    case .tls: "For a certificate of your own authority set 'ssl_verify' to the file that holds it."
    default: nil
    }
  }

  /// One line of what the server says itself; pages are left out.
  private static func detail(_ error: TransportError) -> String {
    let text = error.detail.prefix(200)
    guard !text.contains("<") else { return "" }
    return text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
  }
}

/// Which redirects are followed, and with what.
///
/// Only from http(s) to http(s); never down from https to http with credentials; at most ``most`` in a row. A request
/// with a body goes again only where the server asks for exactly that (307, 308): everywhere else it would become a
/// question whose answer looks like success. To another origin go no credentials.
enum Redirect {
  static let most = 10

  static func isRedirect(_ status: Int) -> Bool { [301, 302, 303, 307, 308].contains(status) }

  /// - Returns: the URL to go to.
  static func target(
    _ target: String?, status: Int, of request: Request, from url: String, hops: Int
  ) -> Result<String, TransportError> {
    func refuse(_ why: String) -> Result<String, TransportError> {
      .failure(
        TransportError(.redirect, method: request.method, url: url, message: why, status: status))
    }
    guard let target, let parts = URLText.parts(target) else {
      return refuse("redirected to nowhere")
    }
    guard parts.scheme == "http" || parts.scheme == "https" else {
      return refuse("redirected to '\(parts.scheme)://', which is not followed")
    }
    if request.method != "GET" && request.method != "HEAD" && status < 307 {
      return refuse("redirected to '\(parts.base)', which would lose what was sent")
    }
    if hops >= most { return refuse("redirected more than \(most) times") }
    return .success(target)
  }
}

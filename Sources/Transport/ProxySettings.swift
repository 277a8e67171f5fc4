/// Which proxy stands before which servers, as an environment's `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`
/// say it, in small or large letters.
public struct ProxySettings: Sendable {
  private var byScheme: [String: String] = [:]
  private let others: String?
  /// Hosts that are reached directly, separated by commas; `*` for all.
  public let exceptions: String

  public init(environment: [String: String]) {
    func value(_ name: String) -> String? {
      // Small letters win.
      for name in [name, name.uppercased()] {
        if let value = environment[name] { return value }
      }
      return nil
    }
    for scheme in ["http", "https"] {
      // On a web server `HTTP_PROXY` is what a visitor says in a header.
      if scheme == "http", environment["REQUEST_METHOD"] != nil {
        byScheme[scheme] = environment["http_proxy"]
      } else {
        byScheme[scheme] = value(scheme + "_proxy")
      }
    }
    others = value("all_proxy")
    exceptions = value("no_proxy") ?? ""
  }

  /// nil for none; may hold a password.
  func proxy(forScheme scheme: String) -> String? {
    let found = byScheme[scheme] ?? others
    return found?.isEmpty == true ? nil : found
  }
}

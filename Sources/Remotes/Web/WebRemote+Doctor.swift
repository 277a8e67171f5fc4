import CSystem
import Files
import Hashing
import Transport

extension WebRemote {
  /// What one request tells of the way to the server: its name, the connection, TLS, who we are, its clock.
  public func reach(cancellation: Cancellation?) -> [RemoteFinding] {
    let key = Self.key(ObjectID(Hash.digest("no object ever had this name: \(name)")))
    var request = dialect.ask(key)
    var findings: [RemoteFinding] = []
    do {
      try dialect.prepare(&request, attempt: 1)
      let response = try client.send(request, cancellation: cancellation)
      findings += way(response.url, until: nil)
      findings.append(.good("credentials", Self.words(client.settings.authentication)))
      switch response.status {
      case 401, 403, 407:
        findings.append(.bad("access", named(dialect.failure(response, method: request.method), "")))
      default: findings.append(.good("access", "the server answers \(response.status)"))
      }
      findings += Self.clock(response)
    } catch let error as TransportError {
      let step =
        switch error.cause {
        case .dns: 0
        case .proxy, .connect: 1
        case .tls: 2
        default: 3
        }
      findings += way(request.url, until: step)
      let subjects = ["name of the server", "connection", "TLS", "answer"]
      findings.append(.bad(subjects[step], named(error, "")))
    } catch {
      findings.append(.bad("answer", error))
    }
    return findings
  }

  /// The steps of the way that worked.
  private func way(_ url: String, until step: Int?) -> [RemoteFinding] {
    let isSecure = url.lowercased().hasPrefix("https")
    let checked =
      client.settings.verifiesCertificates ? "the certificate is trusted" : "not checked, as configured"
    let steps: [RemoteFinding] = [
      .good("name of the server", "is known"), .good("connection", "is made"),
      isSecure ? .good("TLS", checked) : .warning("TLS", "none: everything goes over the net in the clear"),
    ]
    return Array(steps.prefix(step ?? steps.count))
  }

  private static func words(_ authentication: ClientSettings.Authentication) -> String {
    switch authentication {
    case .none: "none configured; ~/.netrc is looked at"
    case .basic(let user, _): "user '\(user)' with a password (basic)"
    case .digest(let user, _): "user '\(user)' with a password (digest)"
    case .bearer: "a token"
    case .renewable: "a token from a command, renewed when it is refused"
    case .header(let name, _): "the header '\(name)'"
    }
  }

  private static func clock(_ response: Response) -> [RemoteFinding] {
    guard let server = response.header("date").flatMap({ CalendarTime(http: $0)?.seconds }) else { return [] }
    let off = abs(server - sys_realtime_ns() / 1_000_000_000)
    return off > 60
      ? [.warning("clock", "differs from the server's by \(off) seconds")]
      : [.good("clock", "as the server's")]
  }
}

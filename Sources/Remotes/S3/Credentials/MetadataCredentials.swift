import Documents
import Files

/// Credentials that the place where we run hands out: a container's endpoint (ECS, EKS), or a machine's metadata
/// service (EC2, IMDSv2).
struct MetadataCredentials {
  private let context: CredentialContext
  private var settings: CredentialSettings { context.settings }

  init(_ context: CredentialContext) { self.context = context }

  // MARK: - Container

  /// nil when we are in none.
  func container() throws -> Credentials? {
    let source = "the container's endpoint"
    let url: String
    if let path = settings.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
      url = "http://169.254.170.2" + path
    } else if let full = settings.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
      guard Self.mayBeAsked(full) else {
        throw CredentialError.unreachable(
          source: source, why: "AWS_CONTAINER_CREDENTIALS_FULL_URI names a host that is not allowed")
      }
      url = full
    } else {
      return nil
    }
    var headers = ["accept": "application/json"]
    if let file = settings.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
      headers["authorization"] = Self.line(try FileSystem.read(file))
    } else if let token = settings.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN") {
      headers["authorization"] = token
    }
    let (status, body) = try send(CredentialRequest(url: url, headers: headers), source, timeout: 5)
    return try credentials(status, body, source)
  }

  /// Over plain http only hosts that can't be anyone else.
  static func mayBeAsked(_ url: String) -> Bool {
    guard let place = try? EndpointURL(url) else { return false }
    if place.isSecure { return true }
    let allowed = ["localhost", "169.254.170.2", "169.254.170.23", "fd00:ec2::23", "::1"]
    let host = place.host.hasPrefix("[") ? String(place.host.dropFirst().dropLast()) : place.host
    return allowed.contains(host) || (host.hasPrefix("127.") && place.isNumericHost)
  }

  // MARK: - Machine

  /// nil when there is no metadata service, or it has no role for us.
  func instance() throws -> Credentials? {
    if settings.flag("AWS_EC2_METADATA_DISABLED") { return nil }
    let source = "the machine's metadata service"
    let isV6 = settings.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")?.lowercased() == "ipv6"
    var base =
      settings.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT")
      ?? (isV6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254")
    if base.hasSuffix("/") { base.removeLast() }
    let timeout = settings.variable("AWS_METADATA_SERVICE_TIMEOUT").flatMap(Double.init) ?? 1
    // Most machines are none of Amazon's: no answer is no error.
    let ask = CredentialRequest(
      method: "PUT", url: base + "/latest/api/token",
      headers: ["x-aws-ec2-metadata-token-ttl-seconds": "21600"])
    guard let (status, token) = try? context.http.send(ask, timeout: timeout), status == 200 else {
      return nil
    }
    let headers = ["x-aws-ec2-metadata-token": Self.line(token)]
    let roles = base + "/latest/meta-data/iam/security-credentials/"
    let named = try send(CredentialRequest(url: roles, headers: headers), source, timeout: timeout)
    let role = Self.line(named.body)
    guard named.status == 200, !role.isEmpty else { return nil }
    let (found, body) = try send(
      CredentialRequest(url: roles + PercentCoding.encode(role), headers: headers), source, timeout: timeout)
    return try credentials(found, body, "\(source), role '\(role)'")
  }

  // MARK: - Both

  private func send(
    _ request: CredentialRequest, _ source: String, timeout: Double
  ) throws -> (status: Int, body: [UInt8]) {
    do {
      return try context.http.send(request, timeout: timeout)
    } catch {
      throw CredentialError.unreachable(source: source, why: "\(error)")
    }
  }

  private func credentials(_ status: Int, _ body: [UInt8], _ source: String) throws -> Credentials {
    let answer = (try? JSON.load(body))?.map
    guard status == 200, let id = answer?["AccessKeyId"]?.string,
      let secret = answer?["SecretAccessKey"]?.string
    else {
      throw CredentialError.refused(
        source: source, status: status, code: answer?["Code"]?.string ?? answer?["code"]?.string ?? "",
        message: answer?["Message"]?.string ?? answer?["message"]?.string ?? "")
    }
    return Credentials(
      keyID: id, secret: secret, sessionToken: answer?["Token"]?.string,
      expires: answer?["Expiration"]?.string.flatMap { CalendarTime(iso: $0)?.seconds }, source: source)
  }

  /// The first line: nothing that could begin another header.
  private static func line(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.prefix { $0 >= 0x20 && $0 != 0x7f }, as: UTF8.self)
  }
}

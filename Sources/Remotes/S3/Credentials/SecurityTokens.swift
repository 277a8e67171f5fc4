import Documents
import Hashing

/// AWS's Security Token Service: credentials for a role, good for an hour or so.
struct SecurityTokens {
  private let context: CredentialContext

  init(_ context: CredentialContext) { self.context = context }

  /// The role of a profile, asked for with other credentials.
  func assumeRole(
    _ role: String, session: String?, externalID: String?, duration: String?, with base: Credentials,
    profile: String
  ) throws -> Credentials {
    var form = [
      (name: "Action", value: "AssumeRole"), (name: "RoleArn", value: role),
      (name: "RoleSessionName", value: session ?? sessionName), (name: "Version", value: "2011-06-15"),
    ]
    if let externalID { form.append((name: "ExternalId", value: externalID)) }
    if let duration { form.append((name: "DurationSeconds", value: duration)) }
    return try ask(form, base, source: "the role \(role) of profile '\(profile)'")
  }

  /// A role for a token that an identity provider gave; needs no other credentials.
  func assumeRole(_ role: String, token: String, session: String?) throws -> Credentials {
    let form = [
      (name: "Action", value: "AssumeRoleWithWebIdentity"), (name: "RoleArn", value: role),
      (name: "RoleSessionName", value: session ?? sessionName), (name: "Version", value: "2011-06-15"),
      (name: "WebIdentityToken", value: token),
    ]
    return try ask(form, nil, source: "the web identity's role \(role)")
  }

  private var sessionName: String { "cairn-\(context.now())" }

  private func ask(
    _ form: [(name: String, value: String)], _ base: Credentials?, source: String
  ) throws -> Credentials {
    let region = context.region
    let configured =
      context.settings.variable("AWS_ENDPOINT_URL_STS") ?? context.settings.variable("AWS_ENDPOINT_URL")
    let host = region.map { "sts.\($0).\(AWSRegion.domain($0))" } ?? "sts.amazonaws.com"
    let url = configured ?? "https://\(host)"
    let place = try EndpointURL(url)
    let body = Array(SigV4.query(form).utf8)
    var headers = ["content-type": "application/x-www-form-urlencoded; charset=utf-8"]
    if let base {
      let request = SigV4.Request(
        method: "POST", path: "/",
        headers: [(name: "host", value: place.hostHeader)] + headers.map { (name: $0.key, value: $0.value) },
        payload: Hash.digest(body, .sha256).hex(byteCount: 32))
      let signer = SigV4(region: region ?? "us-east-1", service: "sts")
      for header in signer.headers(
        for: request, credentials: base, at: CalendarTime(seconds: context.now()))
      {
        headers[header.name] = header.value
      }
    }
    let request = CredentialRequest(
      method: "POST", url: place.text + "/", headers: headers, body: body)
    let (status, answer): (Int, [UInt8])
    do {
      (status, answer) = try context.http.send(request, timeout: 60)
    } catch {
      throw CredentialError.unreachable(source: source, why: "\(error)")
    }
    let document = try? XML.load(answer)
    guard status == 200, let found = document?.first("Credentials"),
      let id = found["AccessKeyId"]?.text, let secret = found["SecretAccessKey"]?.text
    else {
      throw CredentialError.refused(
        source: source, status: status, code: document?.first("Code")?.text ?? "",
        message: document?.first("Message")?.text ?? "")
    }
    return Credentials(
      keyID: id, secret: secret, sessionToken: found["SessionToken"]?.text,
      expires: found["Expiration"].flatMap { CalendarTime(iso: $0.text)?.seconds }, source: source)
  }
}

extension CredentialContext {
  /// nil when nobody names one.
  var region: String? { AWSRegion.resolve(settings, profiles) }
}

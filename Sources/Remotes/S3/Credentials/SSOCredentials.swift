import Documents
import Files

/// Credentials for someone logged in by `aws sso login`: the token lies in `~/.aws/sso/cache`.
struct SSOCredentials {
  private let context: CredentialContext

  init(_ context: CredentialContext) { self.context = context }

  /// nil when the profile has nothing to do with SSO.
  func load(_ profile: String) throws -> Credentials? {
    let profiles = context.profiles
    func setting(_ name: String) -> String? { profiles.setting(name, of: profile) }
    let session = setting("sso_session").flatMap { profiles.ssoSessions[$0] }
    guard let start = session?["sso_start_url"] ?? setting("sso_start_url") else {
      guard let name = setting("sso_session") else { return nil }
      throw CredentialError.incomplete(source: "profile '\(profile)'", missing: "sso-session '\(name)'")
    }
    guard let account = setting("sso_account_id"), let role = setting("sso_role_name") else {
      throw CredentialError.incomplete(
        source: "profile '\(profile)'", missing: "sso_account_id and sso_role_name")
    }
    guard let region = session?["sso_region"] ?? setting("sso_region") else {
      throw CredentialError.incomplete(source: "profile '\(profile)'", missing: "sso_region")
    }
    guard let token = try token(start) else { throw CredentialError.loginExpired(profile: profile) }
    return try ask(token, account, role, region, profile)
  }

  /// The token with the longest life of those for this start URL.
  private func token(_ start: String) throws -> String? {
    let directory = Paths.join(context.settings.home, ".aws/sso/cache")
    guard try FileSystem.info(directory)?.isDirectory == true else { return nil }
    var best: (token: String, expires: Int64)?
    for (name, kind) in try FileSystem.list(directory) where kind != .directory && name.hasSuffix(".json") {
      guard let bytes = try? FileSystem.readIfPresent(Paths.join(directory, name)),
        let entry = (try? JSON.load(bytes))?.map, entry["startUrl"]?.string == start,
        let token = entry["accessToken"]?.string,
        let expires = entry["expiresAt"]?.string.flatMap({ CalendarTime(iso: $0)?.seconds }),
        expires > context.now(), expires > best?.expires ?? 0
      else { continue }
      best = (token, expires)
    }
    return best?.token
  }

  private func ask(
    _ token: String, _ account: String, _ role: String, _ region: String, _ profile: String
  ) throws -> Credentials {
    let source = "the SSO login of profile '\(profile)'"
    let base =
      context.settings.variable("AWS_ENDPOINT_URL_SSO")
      ?? "https://portal.sso.\(region).\(AWSRegion.domain(region))"
    let query = SigV4.query([(name: "account_id", value: account), (name: "role_name", value: role)])
    let request = CredentialRequest(
      url: "\(base)/federation/credentials?\(query)", headers: ["x-amz-sso_bearer_token": token])
    let (status, body): (Int, [UInt8])
    do {
      (status, body) = try context.http.send(request, timeout: 60)
    } catch {
      throw CredentialError.unreachable(source: source, why: "\(error)")
    }
    if status == 401 { throw CredentialError.loginExpired(profile: profile) }
    let answer = (try? JSON.load(body))?.map
    guard status == 200, let found = answer?["roleCredentials"]?.map,
      let id = found["accessKeyId"]?.string, let secret = found["secretAccessKey"]?.string
    else {
      throw CredentialError.refused(
        source: source, status: status, code: answer?["__type"]?.string ?? "",
        message: answer?["message"]?.string ?? "")
    }
    return Credentials(
      keyID: id, secret: secret, sessionToken: found["sessionToken"]?.string,
      // Milliseconds.
      expires: found["expiration"]?.int.map { Int64($0 / 1_000) }, source: source)
  }
}

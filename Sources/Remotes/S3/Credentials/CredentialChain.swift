import CSystem
import Files
import Synchronization

/// Finds credentials as AWS's own tools do, keeps them, and fetches new ones before they expire.
///
/// The order: the remote's own options; `AWS_ACCESS_KEY_ID` (unless the remote names a profile); the profile's role
/// (`source_profile`, `credential_source`); web identity; SSO; the credentials file; `credential_process`; the
/// config file; the container's endpoint; the machine's metadata (IMDSv2).
///
/// For any thread. Only one fetches at a time.
final class CredentialChain: Sendable {
  /// They are renewed when they have less than this left: seconds; those that don't live long, in the last quarter of
  /// their life.
  static let margin: Int64 = 300
  /// Seconds until the next attempt when renewing failed.
  private static let pause: Int64 = 5

  private let settings: CredentialSettings
  private let http: any CredentialHTTP
  private let now: @Sendable () -> Int64
  private let known = Mutex<Known>(Known())

  private struct Known {
    var credentials: Credentials?
    /// The server said they are no good any more.
    var isSpent = false
    /// When they were fetched, and when they may be renewed at the earliest.
    var since: Int64 = 0
    var notBefore: Int64 = 0

    func isDue(_ now: Int64) -> Bool {
      guard let expires = credentials?.expires else { return false }
      return expires - now < min(CredentialChain.margin, max(1, (expires - since) / 4))
    }
  }

  init(
    _ settings: CredentialSettings, http: any CredentialHTTP,
    now: @escaping @Sendable () -> Int64 = { sys_realtime_ns() / 1_000_000_000 }
  ) {
    self.settings = settings
    self.http = http
    self.now = now
  }

  /// nil when requests are to go unsigned.
  /// - Throws: ``CredentialError``; `FileError` when a file cannot be read.
  func credentials() throws -> Credentials? {
    if settings.isAnonymous { return nil }
    let found = known.withLock { known in
      Result { () throws -> Credentials in
        if let old = known.credentials, !known.isSpent {
          let now = now()
          guard known.isDue(now), let expires = old.expires else { return old }
          if expires > now {
            if now < known.notBefore { return old }
            // When renewing fails those that still work are used up first.
            guard let new = try? load(), new.expires ?? .max > expires else {
              known.notBefore = now + Self.pause
              return old
            }
            known = Known(credentials: new, since: now)
            return new
          }
        }
        let new = try load()
        known = Known(credentials: new, since: now())
        return new
      }
    }
    return try found.get()
  }

  /// The server calls these expired: the next ask fetches new ones, unless that has happened meanwhile.
  func reject(_ credentials: Credentials) {
    known.withLock { if $0.credentials?.keyID == credentials.keyID { $0.isSpent = true } }
  }

  private func load() throws -> Credentials {
    if let id = settings.keyID ?? (settings.secret != nil ? "" : nil) {
      let source = "the remote's options"
      guard !id.isEmpty else { throw CredentialError.incomplete(source: source, missing: "access_key_id") }
      guard let secret = settings.secret else {
        throw CredentialError.incomplete(source: source, missing: "secret_access_key")
      }
      return Credentials(keyID: id, secret: secret, sessionToken: settings.sessionToken, source: source)
    }
    if settings.profile == nil, let found = try EnvironmentCredentials(settings).load() { return found }
    let profiles = try settings.profiles()
    if let name = settings.explicitProfile, !profiles.has(name) {
      throw CredentialError.noSuchProfile(name)
    }
    let context = CredentialContext(settings: settings, profiles: profiles, http: http, now: now)
    if let found = try ProfileCredentials(context).load(settings.profileName) { return found }
    if let found = try MetadataCredentials(context).container() { return found }
    if let found = try MetadataCredentials(context).instance() { return found }
    throw CredentialError.none(asked: [
      "the remote's options", "AWS_ACCESS_KEY_ID", settings.shown(profiles.credentialsPath),
      settings.shown(profiles.configPath), "the container's endpoint", "the machine's metadata service",
    ])
  }
}

/// What every source needs to know.
struct CredentialContext: Sendable {
  let settings: CredentialSettings
  let profiles: AWSProfiles
  let http: any CredentialHTTP
  let now: @Sendable () -> Int64
}

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
struct EnvironmentCredentials {
  let settings: CredentialSettings

  init(_ settings: CredentialSettings) { self.settings = settings }

  func load() throws(CredentialError) -> Credentials? {
    guard let id = settings.variable("AWS_ACCESS_KEY_ID") else { return nil }
    let source = "the environment (AWS_ACCESS_KEY_ID)"
    guard let secret = settings.variable("AWS_SECRET_ACCESS_KEY") else {
      throw .incomplete(source: source, missing: "AWS_SECRET_ACCESS_KEY")
    }
    return Credentials(
      keyID: id, secret: secret,
      sessionToken: settings.variable("AWS_SESSION_TOKEN") ?? settings.variable("AWS_SECURITY_TOKEN"),
      source: source)
  }
}

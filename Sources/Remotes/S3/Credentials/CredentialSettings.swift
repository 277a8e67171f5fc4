import Files

/// Everything that credentials may come from: the remote's options and the user's environment, as values.
public struct CredentialSettings: Sendable {
  /// `access_key_id`, `secret_access_key`, `session_token` of the remote.
  public var keyID: String?
  public var secret: String?
  public var sessionToken: String?
  /// The remote's `profile`; wins over `AWS_PROFILE`, and then key variables don't count.
  public var profile: String?
  /// The remote's `credentialpath` and `configpath`, absolute.
  public var credentialsPath: String?
  public var configPath: String?
  /// Whether programs named in a file of ``configPath`` or ``credentialsPath`` may be run: not when the repository
  /// itself names that file, which would make cloning it enough to run anything.
  public var trustsPaths = true
  /// `allow_anonymous_login`: requests go unsigned.
  public var isAnonymous = false
  public var region: String?
  public var environment: [String: String] = [:]
  public var home: String

  public init(home: String, environment: [String: String] = [:]) {
    self.home = home
    self.environment = environment
  }

  func variable(_ name: String) -> String? {
    guard let value = environment[name], !value.isEmpty else { return nil }
    return value
  }

  func flag(_ name: String) -> Bool { variable(name)?.lowercased() == "true" }

  /// A path as AWS's files and variables write it.
  func expanded(_ path: String) -> String {
    path == "~" ? home : path.hasPrefix("~/") ? Paths.join(home, String(path.dropFirst(2))) : path
  }

  var resolvedConfigPath: String {
    expanded(configPath ?? variable("AWS_CONFIG_FILE") ?? "~/.aws/config")
  }
  var resolvedCredentialsPath: String {
    expanded(credentialsPath ?? variable("AWS_SHARED_CREDENTIALS_FILE") ?? "~/.aws/credentials")
  }
  var explicitProfile: String? {
    profile ?? variable("AWS_PROFILE") ?? variable("AWS_DEFAULT_PROFILE")
  }
  var profileName: String { explicitProfile ?? "default" }

  /// How a file is called in messages.
  func shown(_ path: String) -> String {
    Paths.isInside(path, home) ? "~/" + Paths.relative(path, to: home) : path
  }

  func profiles() throws -> AWSProfiles {
    try AWSProfiles(configPath: resolvedConfigPath, credentialsPath: resolvedCredentialsPath)
  }
}

/// A key pair to sign with. Never printed: it describes itself by where it came from.
public struct Credentials: Sendable {
  public let keyID: String
  let secret: String
  let sessionToken: String?
  /// Seconds since 1970; nil: they stay good.
  public let expires: Int64?
  /// Where they came from, for messages: "the shared credentials file ~/.aws/credentials, profile 'x'".
  public let source: String

  init(keyID: String, secret: String, sessionToken: String? = nil, expires: Int64? = nil, source: String) {
    self.keyID = keyID
    self.secret = secret
    self.sessionToken = sessionToken.flatMap { $0.isEmpty ? nil : $0 }
    self.expires = expires
    self.source = source
  }
}

extension Credentials: CustomStringConvertible, CustomReflectable {
  public var description: String { "credentials from \(source)" }
  // Also kept out of dumps and of interpolated optionals.
  public var customMirror: Mirror { Mirror(self, children: ["source": source]) }
}

/// Why there are no credentials. Says where they were looked for, never what was found there.
public enum CredentialError: Error, Equatable, Sendable {
  /// No source had any.
  case none(asked: [String])
  case noSuchProfile(String)
  /// One of the key's halves, or another value that belongs to it, is missing.
  case incomplete(source: String, missing: String)
  case badFile(path: String, line: Int)
  /// `credential_process` of a file that the repository itself names is not run.
  case processNotAllowed(profile: String, file: String)
  case processFailed(profile: String, why: String)
  /// The one who hands out credentials (STS, SSO, metadata service) said no.
  case refused(source: String, status: Int, code: String, message: String)
  case unreachable(source: String, why: String)
  /// The cached login is gone or too old: `aws sso login`.
  case loginExpired(profile: String)
  /// Needs a person: `mfa_serial`.
  case unsupported(profile: String, option: String)
  /// `source_profile` leads in a circle.
  case profileCycle(String)
}

/// Asks for credentials over the network. The remote's transport in earnest, a script in tests.
protocol CredentialHTTP: Sendable {
  /// - Parameter timeout: seconds for the whole of it; these servers are near or not there.
  func send(_ request: CredentialRequest, timeout: Double) throws -> (status: Int, body: [UInt8])
}

struct CredentialRequest: Sendable, Equatable {
  var method = "GET"
  var url: String
  var headers: [String: String] = [:]
  var body: [UInt8] = []
}

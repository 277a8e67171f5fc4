/// How the ssh program reaches a server. What is not said here is as the user's own ssh configuration has it: host
/// aliases, jump hosts, agents, keys, known hosts.
public struct SSHSettings: Sendable {
  public var host: String
  public var port: Int?
  public var user: String?
  /// A private key instead of the user's usual ones.
  public var keyFile: String?
  public var password: String?
  /// Of the private key.
  public var passphrase: String?
  public var usesAgent: Bool?
  public var usesKerberos: Bool?
  /// Seconds to connect.
  public var connectTimeout: Int?
  /// Seconds in which a server that was asked something neither takes nor gives a byte. A sync of much data may last.
  public var answerTimeout = 120.0
  /// Whether ssh may ask the user at the terminal.
  public var mayAsk = true
  /// For the program; the first `ssh` of its PATH is taken.
  public var environment: [String: String]

  public init(host: String, environment: [String: String]) {
    self.host = host
    self.environment = environment
  }

  /// `ssh://user@host:port`, for messages.
  public var place: String {
    "ssh://" + (user.map { $0 + "@" } ?? "") + host + (port.map { ":\($0)" } ?? "")
  }

  /// What the program is told.
  /// - Parameter acceptsNewHosts: take a host never seen before at its word, and remember it.
  func arguments(acceptsNewHosts: Bool) -> [String] {
    var words = ["-x", "-a"] + target
    words += ["-oClearAllForwardings=yes", "-oPermitLocalCommand=no", "-oRemoteCommand=none"]
    words += ["-oServerAliveInterval=15", "-oServerAliveCountMax=4"]
    if acceptsNewHosts { words.append("-oStrictHostKeyChecking=accept-new") }
    if !mayAsk, password == nil, passphrase == nil { words.append("-oBatchMode=yes") }
    if password != nil || passphrase != nil { words.append("-oNumberOfPasswordPrompts=1") }
    return words + ["-s", "--", host, "sftp"]
  }

  /// Asks the program what it would do, without connecting.
  var questionArguments: [String] { ["-G"] + target + ["--", host] }

  private var target: [String] {
    var words: [String] = []
    if let port { words.append("-oPort=\(port)") }
    if let user { words += ["-l", user] }
    if let keyFile { words += ["-i", keyFile, "-oIdentitiesOnly=yes"] }
    if let usesAgent, !usesAgent { words.append("-oIdentityAgent=none") }
    if let usesKerberos { words.append("-oGSSAPIAuthentication=\(usesKerberos ? "yes" : "no")") }
    if let connectTimeout { words.append("-oConnectTimeout=\(connectTimeout)") }
    return words
  }
}

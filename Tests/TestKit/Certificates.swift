import Foundation

/// A certificate authority of a test's own, a server's certificate for 127.0.0.1 and localhost, and a client's.
public struct Certificates: Sendable {
  private let directory: String
  /// The authority's certificate, PEM; so are all others.
  public var authority: String { directory + "/ca.pem" }
  public var server: String { directory + "/server.pem" }
  public var serverKey: String { directory + "/server.key" }
  public var client: String { directory + "/client.pem" }
  public var clientKey: String { directory + "/client.key" }
  /// An authority that signed none of them.
  public var stranger: String { directory + "/stranger.pem" }

  public init(in scratch: Scratch) throws {
    try scratch.makeDirectory("tls")
    directory = scratch.path("tls")
    try scratch.write("subjectAltName=IP:127.0.0.1,DNS:localhost\n", to: "tls/names")
    func openssl(_ words: String) throws {
      let tool = Program(
        "/usr/bin/env", in: directory, environment: ["PATH": "/usr/bin:/bin"], leading: ["openssl"])
      let outcome = try tool.run(words.components(separatedBy: " "))
      guard outcome.exit == 0 else { throw SpawnError(description: "\(outcome)") }
    }
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    for name in ["ca", "stranger"] {
      try openssl("req -x509 \(key) -days 2 -subj /CN=\(name) -keyout \(name).key -out \(name).pem")
    }
    for (name, extensions) in [("server", " -extfile names"), ("client", "")] {
      try openssl("req \(key) -subj /CN=\(name) -keyout \(name).key -out \(name).csr")
      try openssl(
        "x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out \(name).pem"
          + extensions)
    }
  }
}

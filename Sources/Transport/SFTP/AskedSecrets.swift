import Files

/// Hands a configured password or passphrase to ssh, which takes them only from a terminal or from a program that it
/// asks. They never stand in an argument or a variable: in files only the user can read, in memory where the machine
/// has such a place, gone as soon as the connection stands.
final class AskedSecrets {
  private let directory: String
  let variables: [String: String]

  /// nil when there is nothing to tell.
  init?(_ settings: SSHSettings) throws {
    guard settings.password != nil || settings.passphrase != nil else { return nil }
    let places = [
      settings.environment["XDG_RUNTIME_DIR"], "/dev/shm", settings.environment["TMPDIR"], "/tmp",
    ]
    var made: String?
    for place in places {
      guard made == nil, let place, !place.isEmpty else { continue }
      made = try? FileSystem.makeTemporaryDirectory(in: place, prefix: "cairn-")
    }
    guard let made else { throw FileError("create", "/tmp/cairn-", errno: 13) }
    directory = made
    let script = Paths.join(made, "ask")
    variables = [
      "SSH_ASKPASS": script, "SSH_ASKPASS_REQUIRE": "force", "CAIRN_ASKED": made, "DISPLAY": ":",
    ]
    try FileSystem.setMode(0o700, of: made)
    for (name, secret) in [("password", settings.password), ("passphrase", settings.passphrase)] {
      guard let secret else { continue }
      try FileSystem.write(
        Array((secret + "\n").utf8), to: Paths.join(made, name), mode: 0o600, durable: false)
    }
    try FileSystem.write(Array(Self.script.utf8), to: script, mode: 0o700, durable: false)
  }

  deinit { _ = try? FileSystem.removeTree(directory) }

  /// ssh gives its question as the argument.
  private static let script = """
    #!/bin/sh
    case "$1" in
      *passphrase*) exec cat "$CAIRN_ASKED/passphrase" ;;
      *assword*) exec cat "$CAIRN_ASKED/password" ;;
    esac
    exit 1

    """
}

import Foundation

/// sshd from Debian with its own keys, on a port of its own on 127.0.0.1, for sftp as the present user; and an `ssh`
/// that knows nothing of the user's own configuration.
public final class ShellServer: Sendable {
  public let port: Int
  /// A private key that it lets in.
  public let key: String
  /// To be put first into PATH.
  public let programs: String
  private let pid: pid_t
  private let log: String

  public var user: String { NSUserName() }

  /// - Parameter scratch: where its files go.
  public init(in scratch: Scratch) throws {
    let path = ["/usr/sbin/sshd", "/usr/local/sbin/sshd"].first {
      FileManager.default.fileExists(atPath: $0)
    }
    guard let sshd = path else { throw MissingProgram(description: "sshd: run Scripts/setup.sh") }
    try scratch.makeDirectory("shell/bin")
    key = scratch.path("shell/key")
    log = scratch.path("shell/log")
    programs = scratch.path("shell/bin")
    for name in ["key", "host"] {
      _ = try Program("/usr/bin/env", in: scratch.root, environment: [:], leading: ["ssh-keygen"]).run([
        "-q", "-t", "ed25519", "-N", "", "-f", scratch.path("shell/\(name)"),
      ])
    }
    try scratch.write(try scratch.bytes("shell/key.pub"), to: "shell/authorized", mode: 0o600)
    try scratch.write(
      "Host *\n  UserKnownHostsFile \(scratch.path("shell/known"))\n  GlobalKnownHostsFile /dev/null\n",
      to: "shell/config")
    try scratch.write(
      "#!/bin/sh\nexec /usr/bin/ssh -F \(scratch.path("shell/config")) \"$@\"\n", to: "shell/bin/ssh",
      mode: 0o755)
    // Where sshd looks for it when it is started by root.
    if getuid() == 0 {
      try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
    }
    for _ in 0..<20 {
      let port = try WebServer.freePort()
      try scratch.write(Self.configuration(scratch.path("shell"), port), to: "shell/sshd_config")
      var child: pid_t = 0
      let words: [String] = [sshd, "-D", "-f", scratch.path("shell/sshd_config"), "-E", log]
      let copies: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
      defer { copies.forEach { free($0) } }
      // Its sessions outlive a test that crashes: they must not hold the runner's output open.
      var actions = posix_spawn_file_actions_t()
      posix_spawn_file_actions_init(&actions)
      defer { posix_spawn_file_actions_destroy(&actions) }
      for fd in Int32(0)...2 { posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0) }
      let failure = spawnGate.withLock { _ in posix_spawn(&child, sshd, &actions, nil, copies + [nil], nil) }
      guard failure == 0 else {
        throw SpawnError(description: "sshd: \(String(cString: strerror(failure)))")
      }
      if WebServer.answers(port, child) {
        self.port = port
        pid = child
        return
      }
    }
    throw SpawnError(description: (try? scratch.text("shell/log")) ?? "sshd does not start")
  }

  public func stop() {
    kill(pid, SIGTERM)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
  }

  /// Breaks all sessions off, as a network would. The server goes on.
  public func cutSessions() {
    guard
      let children = try? Program("/usr/bin/env", in: "/", environment: [:], leading: ["pgrep"])
        .run(["-P", "\(pid)"]).stdout
    else { return }
    for child in children.split(separator: "\n") { Int32(child).map { _ = kill($0, SIGKILL) } }
  }

  private static func configuration(_ root: String, _ port: Int) -> String {
    """
    Port \(port)
    ListenAddress 127.0.0.1
    HostKey \(root)/host
    AuthorizedKeysFile \(root)/authorized
    PidFile none
    PasswordAuthentication no
    KbdInteractiveAuthentication no
    UsePAM no
    StrictModes no
    Subsystem sftp internal-sftp
    MaxStartups 100

    """
  }
}

/// Runs `body` beside an sshd of its own.
@discardableResult
public func withShellServer<R>(_ body: (ShellServer, Scratch) throws -> R) throws -> R {
  try withScratch("ssh") { scratch in
    let server = try ShellServer(in: scratch)
    defer { server.stop() }
    return try body(server, scratch)
  }
}

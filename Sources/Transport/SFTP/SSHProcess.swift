import CSystem
import Files
import Glibc

/// The user's own ssh program, speaking sftp over a pair of pipes.
///
/// It knows the user's hosts, keys, agents and jump hosts, and what it asks it asks at the terminal; a library would
/// have to learn all that again, and libssh2 as libcurl uses it can't sign with RSA keys as servers want it today.
final class SSHProcess {
  /// To the server, from it, and what ssh says of its own troubles.
  let input: Int32
  let output: Int32
  private let messages: Int32
  private let child: ChildProcess
  private var secrets: AskedSecrets?
  private var said: [UInt8] = []
  private var hasEnded = false

  /// - Throws: ``TransportError`` with ``TransportError/Cause/noLibrary`` when there is no ssh program.
  init(_ settings: SSHSettings) throws {
    let secrets = try AskedSecrets(settings)
    self.secrets = secrets
    guard let program = Self.program(settings) else {
      throw TransportError(.noLibrary, url: settings.place, message: "there is no ssh program (OpenSSH)")
    }
    var variables = settings.environment
    variables["LC_ALL"] = "C"
    if let secrets { variables.merge(secrets.variables) { $1 } }
    let environment = variables.map { "\($0.key)=\($0.value)" }

    var (toChild, fromChild, errors): ([Int32], [Int32], [Int32]) = ([-1, -1], [-1, -1], [-1, -1])
    defer { for fd in [toChild[0], fromChild[1], errors[1]] where fd >= 0 { _ = sys_close(fd) } }
    for result in [sys_pipe(&toChild), sys_pipe(&fromChild), sys_pipe(&errors)] where result < 0 {
      for fd in [toChild[1], fromChild[0], errors[0]] where fd >= 0 { _ = sys_close(fd) }
      throw FileError("create", "pipe", errno: -result)
    }
    (input, output, messages) = (toChild[1], fromChild[0], errors[0])
    do {
      let told = try Self.configuration(program, settings, environment)
      var words = settings.arguments(acceptsNewHosts: told["stricthostkeychecking"] == "ask")
      // A host that takes the connection and says nothing; a time that the user set is left as it is.
      if told["connecttimeout"] == "none" { words.insert("-oConnectTimeout=60", at: 0) }
      if let ciphers = told["ciphers"].flatMap(Self.faster) { words.insert("-oCiphers=" + ciphers, at: 0) }
      var request = ChildProcess.Request([program] + words, environment: environment)
      request.standardInput = .descriptor(toChild[0])
      request.output = .descriptor(fromChild[1])
      request.error = .descriptor(errors[1])
      child = try ChildProcess.start(request)
    } catch {
      for fd in [input, output, messages] { _ = sys_close(fd) }
      throw error
    }
    for fd in [input, output, messages] { _ = sys_set_nonblocking(fd) }
    // Fewer switches between the two processes; refused where many pipes are open already.
    for fd in [input, output] { _ = sys_set_pipe_size(fd, 1 << 20) }
  }

  deinit { end() }

  /// The first `ssh` of the PATH.
  private static func program(_ settings: SSHSettings) -> String? {
    let path = settings.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").lazy.map { Paths.join(String($0), "ssh") }.first {
      (try? FileSystem.info($0))??.isExecutable == true
    }
  }

  /// What the user's configuration says about the host, by ssh's own reading: names in small letters.
  ///
  /// Hosts never seen before are accepted and remembered, unless it asks for more care (its default is "ask"). One
  /// whose key changed is refused in any case.
  private static func configuration(
    _ program: String, _ settings: SSHSettings, _ environment: [String]
  ) throws -> [String: String] {
    var request = ChildProcess.Request([program] + settings.questionArguments, environment: environment)
    request.standardInput = .null
    request.output = .capture
    request.error = .null
    var told: [String: String] = [:]
    for line in String(decoding: try ChildProcess.run(request).output, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      if words.count == 2 { told[String(words[0])] = String(words[1]) }
    }
    return told
  }

  /// ssh's own order of ciphers begins with one for machines that have no instructions for AES. Where they are, the
  /// same list with AES first takes half the time. A list of the user's own is left alone.
  static func faster(_ ciphers: String) -> String? {
    let names = ciphers.split(separator: ",")
    let (usual, fast) = (
      "chacha20-poly1305@openssh.com", ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com"]
    )
    guard sys_has_aes() != 0, names.first == usual[...], fast.allSatisfy({ names.contains($0[...]) }) else {
      return nil
    }
    return (fast.map { $0[...] } + names.filter { !fast.contains(String($0)) }).joined(separator: ",")
  }

  /// The connection stands: nothing will be asked any more.
  func isConnected() { secrets = nil }

  /// Waits until it can be read from, or when asked written to.
  /// - Returns: whether it can be read from, and written to.
  func wait(wantsToWrite: Bool, milliseconds: Int32) -> (reads: Bool, writes: Bool) {
    var ready: [UInt8] = [0, 0, 0]
    let count = sys_poll(
      [output, input, messages], [1, wantsToWrite ? 2 : 0, hasEnded ? 0 : 1], &ready, 3, milliseconds)
    guard count > 0 else { return (false, false) }
    if ready[2] != 0 { listen() }
    return (ready[0] != 0, ready[1] != 0)
  }

  /// Keeps the end of what ssh says.
  private func listen() {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = sys_read(messages, &buffer, buffer.count)
    if count > 0 {
      said = Array((said + buffer[..<count]).suffix(8192))
    } else if count == 0 {
      hasEnded = true
    }
  }

  /// Why the connection is no more, in ssh's own words.
  func lastWords() -> String {
    while !hasEnded {
      var ready: [UInt8] = [0]
      guard sys_poll([messages], [1], &ready, 1, 200) > 0 else { break }
      listen()
    }
    let lines = String(decoding: said, as: UTF8.self).split(whereSeparator: \.isNewline).filter {
      !$0.hasPrefix("Warning: Permanently added") && !$0.hasPrefix("@@")
    }
    return lines.last.map(String.init) ?? "the connection was closed"
  }

  private func end() {
    for fd in [input, output, messages] { _ = sys_close(fd) }
    child.signal(SIGTERM)
    _ = try? child.wait()
    secrets = nil
  }
}

import Foundation

/// How a run ended and what it printed.
public struct Outcome: Sendable, CustomStringConvertible {
  public let command: String
  /// The exit code, or 128 + the signal that ended it.
  public let exit: Int32
  public let stdout: String
  public let stderr: String

  public var description: String {
    "$ \(command)\nexit \(exit)\nstdout: \(stdout)\nstderr: \(stderr)"
  }
}

/// A program that could not even be started.
public struct SpawnError: Error, CustomStringConvertible {
  public let description: String
}

/// A program with the environment, directory and leading arguments it is always run with.
public struct Program: Sendable {
  public var path: String
  public var environment: [String: String]
  public var directory: String
  /// Put before the arguments of every run.
  public var leading: [String]

  public init(_ path: String, in directory: String, environment: [String: String], leading: [String] = []) {
    self.path = path
    self.directory = directory
    self.environment = environment
    self.leading = leading
  }

  public func with(directory: String) -> Program {
    var copy = self
    copy.directory = directory
    return copy
  }

  public func with(environment changes: [String: String]) -> Program {
    var copy = self
    copy.environment.merge(changes) { $1 }
    return copy
  }

  /// Runs to the end and returns what it said, whatever the exit code.
  @discardableResult
  public func run(_ arguments: [String], stdin: String = "") throws -> Outcome {
    try spawn(self, arguments: leading + arguments, stdin: stdin)
  }

  @discardableResult
  public func callAsFunction(_ arguments: String..., stdin: String = "") throws -> Outcome {
    try run(arguments, stdin: stdin)
  }
}

/// Output goes to files, not pipes: no reader threads, nothing can block, and a grandchild that keeps the
/// stream open cannot hang the test.
private func spawn(_ program: Program, arguments: [String], stdin: String) throws -> Outcome {
  try withScratch("run") { io in
    try io.write(stdin, to: "in")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, io.path("in"), O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, io.path("out"), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, io.path("err"), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    _ = changeDirectory(&actions, program.directory)

    let words = [program.path] + arguments
    let variables = program.environment.map { "\($0.key)=\($0.value)" }.sorted()
    var child: pid_t = 0
    let failure = withCStrings(words) { argv in
      withCStrings(variables) { envp in
        spawnGate.withLock { _ in posix_spawn(&child, program.path, &actions, nil, argv, envp) }
      }
    }
    let command = ([(program.path as NSString).lastPathComponent] + arguments).joined(separator: " ")
    guard failure == 0 else {
      let reason = String(cString: strerror(failure))
      throw SpawnError(description: "\(command) in \(program.directory): \(reason)")
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { throw SpawnError(description: "waitpid of \(command) failed") }
    }
    let signal = status & 0x7F
    return Outcome(
      command: command, exit: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
      stdout: try io.text("out"), stderr: try io.text("err"))
  }
}

private typealias ChangeDirectory =
  @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>) -> Int32

/// glibc has it since 2.29, but declares it only for `_GNU_SOURCE`, which Swift's importer does not set.
private let changeDirectory = unsafeBitCast(
  dlsym(nil, "posix_spawn_file_actions_addchdir_np"), to: ChangeDirectory.self)

private func withCStrings<R>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R) -> R {
  let copies = strings.map { strdup($0) }
  defer { copies.forEach { free($0) } }
  return body(copies + [nil])
}

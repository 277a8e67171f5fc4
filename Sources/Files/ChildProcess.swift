import CSystem
import Glibc

/// How a child ended.
public enum ChildExit: Equatable, Sendable {
  case exited(Int32)
  case signalled(Int32)

  public var succeeded: Bool { self == .exited(0) }
}

/// A started program. Started with posix_spawn: no copy of our memory, an empty signal mask, and SIGINT,
/// SIGQUIT, SIGTERM, SIGHUP and SIGPIPE at their defaults whatever we do with them.
public struct ChildProcess: Sendable {
  /// Where a stream of the child goes.
  public enum Stream: Sendable, Equatable {
    /// Ours.
    case inherit
    case null
    /// A descriptor of ours that stays open here.
    case descriptor(Int32)
    /// Into memory (output and error of ``run(_:)`` only).
    case capture
  }

  public struct Request: Sendable {
    /// The program first; without a slash it is looked up in our PATH.
    public var arguments: [String]
    /// The whole environment as `NAME=value`; nil: ours.
    public var environment: [String]?
    /// nil: ours.
    public var directory: String?
    /// A process group of its own, so that ``ChildProcess/signal(_:)`` reaches its children as well and a
    /// Ctrl-C at the terminal doesn't.
    public var ownGroup = false
    public var input: [UInt8]?
    /// What standard input is when there are no `input` bytes.
    public var standardInput = Stream.inherit
    public var output = Stream.inherit
    public var error = Stream.inherit

    public init(_ arguments: [String], environment: [String]? = nil, directory: String? = nil) {
      self.arguments = arguments
      self.environment = environment
      self.directory = directory
    }
  }

  public struct Result: Sendable {
    public let exit: ChildExit
    /// Empty unless captured.
    public let output: [UInt8]
    public let error: [UInt8]
  }

  public let pid: Int32
  public let ownGroup: Bool

  /// Starts a child. `.capture` counts as `.inherit` here.
  /// - Throws: ENOENT names the directory when that is what is missing, else the program.
  public static func start(_ request: Request) throws(FileError) -> ChildProcess {
    var opened: [Int32] = []
    defer { for fd in opened { _ = sys_close(fd) } }
    guard let program = request.arguments.first else { throw FileError("run", "", errno: EINVAL) }
    if let directory = request.directory, try FileSystem.info(directory)?.isDirectory != true {
      throw FileError("enter", directory, errno: FileSystem.exists(directory) ? ENOTDIR : ENOENT)
    }
    func place(_ stream: Stream, _ flags: Int32) throws(FileError) -> Int32 {
      switch stream {
      case .inherit, .capture: return -1
      case .descriptor(let fd): return fd
      case .null:
        let fd = try FileSystem.open("open", "/dev/null", flags)
        opened.append(fd)
        return fd
      }
    }
    var input = try place(request.standardInput, O_RDONLY)
    if let bytes = request.input {
      input = try FileSystem.check(
        bytes.withUnsafeBytes { sys_memory_file($0.baseAddress, $0.count) }, "create", "standard input")
      opened.append(input)
    }
    let output = try place(request.output, O_WRONLY)
    let error = try place(request.error, O_WRONLY)
    let pid = try CStrings.with(request.arguments) { (arguments) throws(FileError) -> Int32 in
      try CStrings.with(request.environment) { (environment) throws(FileError) -> Int32 in
        try spawn(request, program, arguments, environment, (input, output, error))
      }
    }
    return ChildProcess(pid: pid, ownGroup: request.ownGroup)
  }

  private static func spawn(
    _ request: Request, _ program: String, _ arguments: CStrings.Vector, _ environment: CStrings.Vector,
    _ streams: (Int32, Int32, Int32)
  ) throws(FileError) -> Int32 {
    var raw = sys_spawn_request()
    raw.argv = arguments
    raw.environment = environment
    (raw.input, raw.output, raw.error) = streams
    raw.own_group = request.ownGroup ? 1 : 0
    var pid: pid_t = 0
    let result = program.withCString { name -> Int32 in
      raw.program = name
      guard let directory = request.directory else { return sys_spawn(&raw, &pid) }
      return directory.withCString {
        raw.directory = $0
        return sys_spawn(&raw, &pid)
      }
    }
    _ = try FileSystem.check(result, "run", program)
    return pid
  }

  /// Blocks until the child ends. Once only.
  public func wait() throws(FileError) -> ChildExit {
    var code: Int32 = 0
    var signal: Int32 = 0
    _ = try FileSystem.check(sys_wait(pid, 0, &code, &signal), "wait for", "process \(pid)")
    return signal != 0 ? .signalled(signal) : .exited(code)
  }

  /// nil while it runs. Once it answered, the child is gone: don't ask or wait again.
  public func poll() throws(FileError) -> ChildExit? {
    var code: Int32 = 0
    var signal: Int32 = 0
    let result = try FileSystem.check(sys_wait(pid, 1, &code, &signal), "wait for", "process \(pid)")
    return result == 0 ? nil : signal != 0 ? .signalled(signal) : .exited(code)
  }

  /// Sends a signal to the child, or to its whole group when it has its own. Only before ``wait()``.
  public func signal(_ number: Int32) { _ = sys_kill(ownGroup ? -pid : pid, number) }

  /// Whether a process of this number exists (it may belong to somebody else).
  public static func isAlive(_ pid: Int32) -> Bool { sys_kill(pid, 0) != -ESRCH }

  public static var currentID: Int32 { sys_pid() }
}

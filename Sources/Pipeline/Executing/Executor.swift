import Files

/// Runs stages' commands somewhere: in processes of this machine, later on a cluster.
///
/// Used from one thread. An executor runs what it is given at once; what may run beside what is the business of
/// whoever submits. It touches neither caches nor lock files: a job is commands, a place and an environment.
public protocol Executor: AnyObject {
  var capabilities: ExecutorCapabilities { get }

  /// Takes a job. Nothing of it has been started when this returns.
  /// - Throws: when the job can't be taken at all. What goes wrong later is its result.
  func submit(_ job: StageJob) throws -> JobID

  /// Lets jobs go on and waits until there is something to tell, but not longer than `milliseconds`.
  func poll(milliseconds: Int) throws -> [JobEvent]

  /// Asks a job to end. It is over when ``poll(milliseconds:)`` tells so. Harmless when it is over already.
  func cancel(_ job: JobID, by stop: JobStop)

  /// What a job that is over has printed; nil when it wrote to the terminal.
  func logs(of job: JobID) -> JobLog?
}

public struct ExecutorCapabilities: Sendable {
  /// Jobs can use our terminal (``StageJob/Output/terminal``).
  public var hasTerminal: Bool
  /// Jobs see the files of this workspace as they are.
  public var sharesWorkspace: Bool
  /// Most jobs at a time; nil for no limit.
  public var maximumJobs: Int?

  public init(hasTerminal: Bool, sharesWorkspace: Bool, maximumJobs: Int? = nil) {
    self.hasTerminal = hasTerminal
    self.sharesWorkspace = sharesWorkspace
    self.maximumJobs = maximumJobs
  }
}

public struct JobID: Hashable, Sendable {
  let number: Int
}

/// How insistently a job is asked to end; everything it started is asked as well.
public enum JobStop: Int32, Comparable, Sendable {
  case interrupt = 2
  case terminate = 15
  case kill = 9

  private var rank: Int {
    switch self {
    case .interrupt: 0
    case .terminate: 1
    case .kill: 2
    }
  }
  public static func < (one: JobStop, other: JobStop) -> Bool { one.rank < other.rank }
}

/// What is heard of a job.
public enum JobEvent: Sendable {
  /// This line is run next.
  case line(JobID, String)
  /// Bytes that it printed, as they came.
  case output(JobID, [UInt8], isError: Bool)
  /// It is over.
  case ended(JobID, JobResult)
}

public enum JobResult: Sendable {
  case succeeded
  /// A line failed; the ones after it were not run.
  case failed(line: String, ChildExit)
  case notStarted(any Error)
}

/// What a job printed: a file.
public struct JobLog: Sendable {
  public let path: String

  /// Its bytes piece by piece.
  public func read(_ body: ([UInt8]) -> Void) { LogFile.read(path, body) }
}

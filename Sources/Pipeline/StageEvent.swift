import Workspace

/// What happens to stages while it happens. Stages and paths are named as the user would type them.
public enum StageEvent: Sendable {
  case unchanged(stage: String, isPointer: Bool)
  /// Nothing of it is looked at but its outputs.
  case frozen(stage: String)
  case running(stage: String, why: ChangeReason?)
  /// The line that a shell gets next. It writes to our standard output: send what is pending before.
  case command(String)
  /// The same where several stages run at once and what they print is told.
  case commandOf(stage: String, line: String)
  /// Bytes that a stage printed, as they came.
  case output(stage: String, [UInt8], isError: Bool)
  /// All that a stage printed, once it is over.
  case log(stage: String, JobLog)
  /// A stage's command is over and its results are recorded; only where several run at once.
  case finished(stage: String, seconds: Double)
  /// Who runs and who waits has changed, or some time has passed.
  case board(Board)
  /// What runs is asked to end.
  case stopping(stages: [String], by: JobStop)
  /// What a stage reads was changed while it ran.
  case inputChanged(stage: String, path: String)
  /// An output of somebody who didn't run was written meanwhile.
  case foreignWrite(path: String, owner: String, running: [String])
  /// The result of the same run is known; outputs are brought back instead.
  case cached(stage: String)
  case verifyingSources(stage: String)
  case verifyingFrozen(stage: String)
  /// Its data is fetched instead of made.
  case pulling(stage: String)
  case pullFailed(stage: String)
  /// The remote's run cache can't be had.
  case noRunsFetched(any Error)
  /// A dependency that nobody makes was to be fetched.
  case nothingToFetch
  case importing(source: String, output: String)
  case emptyOutput(path: String)
  /// What lay in an output's place and no cache had was moved out of the way.
  case setAside(path: String, kept: String)
  case corruptRun(path: String)
  case creatingLock(path: String)
  case updatingLock(path: String)
  /// Between a stage that did something and the next one.
  case separator
  case failed(any Error, isIgnored: Bool)
  /// They depend on what failed.
  case skipped(stages: [String])
  case added(stage: String, file: String)
  /// There is no directory yet for a `.gitignore` with an entry of a new stage's output.
  case ignoreFileLater(path: String)
  case modifying(stage: String, file: String)
}

/// How far a `repro` with several jobs is.
public struct Board: Sendable {
  /// Stages whose commands run, with the seconds they have been running.
  public var running: [(stage: String, seconds: Double)] = []
  /// Looked at and done with, whatever that took.
  public var done = 0
  public var failed = 0
  /// Not begun because of a failure.
  public var skipped = 0
  public var waiting = 0
  public var total = 0
}

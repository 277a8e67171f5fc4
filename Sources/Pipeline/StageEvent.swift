import Workspace

/// What happens to stages while it happens. Stages and paths are named as the user would type them.
public enum StageEvent: Sendable {
  case unchanged(stage: String, isPointer: Bool)
  /// Nothing of it is looked at but its outputs.
  case frozen(stage: String)
  case running(stage: String, why: ChangeReason?)
  /// The line that a shell gets next. It writes to our standard output: send what is pending before.
  case command(String)
  /// The result of the same run is known; outputs are brought back instead.
  case cached(stage: String)
  case verifyingSources(stage: String)
  case verifyingFrozen(stage: String)
  /// Its data is fetched instead of made.
  case pulling(stage: String)
  case pullFailed(stage: String)
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
  case modifying(stage: String, file: String)
}

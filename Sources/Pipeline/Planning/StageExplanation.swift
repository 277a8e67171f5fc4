import Documents
import Manifests
import Workspace

/// What a `repro` would do with a stage, and why.
public struct StageExplanation: Sendable {
  public enum Outcome: String, Sendable {
    case upToDate = "up to date"
    case runs
    /// The result of this very run is in the cache.
    case restores
    /// Something it depends on runs first: it runs unless that makes the same as before.
    case mayRun = "may run"
    /// Frozen, or data without a command: what is there is recorded anew.
    case recorded
  }

  /// As the user would type it.
  public let stage: String
  public let outcome: Outcome
  /// Everything that differs, not only the first that was found.
  public let reasons: [ExplainedReason]
  /// Stages that run before it and make what it reads.
  public let after: [String]
  /// What its command took the last time.
  public let lastSeconds: Double?
}

/// Something that differs from a stage's last run.
public enum ExplainedReason: Sendable {
  /// Asked for with `--force`.
  case forced
  case neverRun
  case always
  case definition(DefinitionDifference)
  case dependency(DataDifference, members: [MemberChange])
  case parameters(ParameterDifference)
  case output(DataDifference, members: [MemberChange])
}

/// A file inside a directory that changed.
public struct MemberChange: Equatable, Sendable {
  public let path: String
  /// `new`, `deleted` or `modified`.
  public let change: DataChange
}

/// How a `repro` goes about its stages.
public struct ReproSettings: Sendable {
  public enum OnFailure: Sendable { case stop, keepGoing, ignore }

  public var force = false
  /// Dependants of every stage that ran run as well.
  public var forceDownstream = false
  public var interactive = false
  public var dryRun = false
  public var noCommit = false
  public var noRunCache = false
  public var allowMissing = false
  /// Fetch what is missing instead of running.
  public var pull = false
  public var onFailure = OnFailure.stop
  /// Commands at the same time.
  public var jobs = 1
  /// What they share.
  public var limits = Resources()
  /// With several jobs: print what a stage said when it is over, not while it runs.
  public var collectsOutput = false
  /// A stage whose paths another process works on is tried again later, instead of failing.
  public var waitsForOthers = false

  public init() {}

  var isParallel: Bool { jobs > 1 }
}

import Pipeline

/// `repro`: runs what is out of date, in the order of the graph.
public struct ReproOptions: Sendable {
  /// What happens after a stage failed.
  public enum OnFailure: Sendable {
    /// Stop.
    case stop
    /// Skip what depends on it, run the rest.
    case keepGoing
    /// Run everything.
    case ignore
  }

  public var targets: [String] = []
  public var recursive = false
  public var force = false
  /// Ask before each stage.
  public var interactive = false
  /// The targets alone, not what they depend on.
  public var singleItem = false
  /// The whole pipelines of the targets.
  public var pipeline = false
  public var allPipelines = false
  /// The targets and everything that depends on them.
  public var downstream = false
  /// Descendants of a stage that ran always run.
  public var forceDownstream = false
  /// Fetch missing data from the remote.
  public var pull = false
  /// A missing output alone is no reason to run.
  public var allowMissing = false
  /// Tell what would run.
  public var dryRun = false
  public var onFailure = OnFailure.stop
  /// Targets are shell patterns.
  public var glob = false
  /// Don't store outputs.
  public var noCommit = false
  /// Run even where the run cache knows the result.
  public var noRunCache = false
  /// Stages that run at the same time.
  public var jobs = 1
  /// What stages share, besides or instead of what `cairn.yaml` says.
  public var limits = Resources()
  /// With several jobs: print what a stage said when it is over.
  public var collectsOutput = false
  /// Asks the user about a stage when `interactive`; without it the answer is no.
  public var confirm: (@Sendable (_ stage: String) -> Bool)?

  public init() {}
}

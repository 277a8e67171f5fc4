/// `stage list`: names and short descriptions of stages.
public struct StageListOptions: Sendable {
  public var targets: [String] = []
  /// Every stage of the project, not only those of the `dvc.yaml` at hand.
  public var all = false
  /// Stop at the first file that can't be read, instead of leaving it out.
  public var failFast = false
  public var recursive = false

  public init() {}
}

/// `metrics show`: values of metrics files, here or in revisions.
public struct MetricsShowOptions: Sendable {
  public var targets: [String] = []
  public var recursive = false
  public var revisions = RevisionScope()

  public init() {}
}

/// `metrics diff` and `params diff`: values in two revisions.
public struct ValuesDiffOptions: Sendable {
  /// Empty: all files the project declares.
  public var targets: [String] = []
  public var recursive = false
  /// Also values that are equal.
  public var all = false
  /// Params only: those that stages depend on.
  public var dependenciesOnly = false
  /// nil: HEAD.
  public var old: String?
  /// nil: the workspace.
  public var new: String?

  public init() {}
}

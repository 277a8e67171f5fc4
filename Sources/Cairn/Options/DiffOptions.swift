/// `diff`: tracked data in two revisions.
public struct DiffOptions: Sendable {
  public var targets: [String] = []
  /// nil: HEAD.
  public var old: String?
  /// nil: the workspace.
  public var new: String?

  public init() {}
}

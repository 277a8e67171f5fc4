/// `commit`: records the present workspace in pointers and lock files, and stores it.
public struct CommitOptions: Sendable {
  public var selection = TargetSelection()
  /// Record changed dependencies and outputs without asking.
  public var force = false
  public var noRelink = false

  public init() {}
}

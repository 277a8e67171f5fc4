import Pipeline

/// `commit`: records the present workspace in pointers and lock files, and stores it.
public struct CommitOptions: Sendable {
  public var selection = TargetSelection()
  /// Record changed dependencies and outputs without asking.
  public var force = false
  public var noRelink = false
  /// Asks the user about a changed stage; without it the answer is no.
  public var confirm: (@Sendable (_ question: CommitQuestion) -> Bool)?

  public init() {}
}

import Hooks

/// `install`: hooks beside those that are there.
public struct InstallOptions: Sendable {
  /// Empty: those that a clone, or a bare repository, wants.
  public var hooks: [HookName] = []
  /// Written into the repository's policy.
  public var policy: Policy.Strictness?
  /// Through the pre-commit tool's file instead of scripts.
  public var usePreCommitTool = false

  public init() {}
}

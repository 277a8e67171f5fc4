/// `fsck`: reads stored objects again.
public struct FsckOptions: Sendable {
  /// Only what these name; empty: the whole cache and all that the workspace needs.
  public var selection = TargetSelection()
  /// Only what this revision needs.
  public var revision: String?
  public var repair = false
  /// The only remote to repair from; nil: all that are configured.
  public var remote: String?

  public init() {}
}

/// `status`: which stages and outputs differ from what was recorded, or from a remote.
public struct StatusOptions: Sendable {
  public var selection = TargetSelection()
  /// Compare the cache with a remote.
  public var cloud = false
  public var remote = RemoteSelection()
  public var revisions = RevisionScope()
  /// Don't ask imports whether their source changed.
  public var noUpdates = false
  /// Read all content again, whatever is remembered of it.
  public var verify = false

  public init() {}
}

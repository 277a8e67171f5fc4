/// `push`: cache to remote.
public struct PushOptions: Sendable {
  public var selection = TargetSelection()
  public var remote = RemoteSelection()
  public var revisions = RevisionScope()
  /// Targets are shell patterns.
  public var glob = false
  public var runCache = false
  /// Only count what would be sent.
  public var dryRun = false

  public init() {}
}

/// `fetch`: remote to cache.
public struct FetchOptions: Sendable {
  /// Outputs of one kind only.
  public enum Kind: String, Sendable, CaseIterable { case metrics, plots }

  public var selection = TargetSelection()
  public var remote = RemoteSelection()
  public var revisions = RevisionScope()
  public var runCache = false
  /// Only outputs below this size in bytes.
  public var maximumSize: Int64?
  /// Empty: all kinds.
  public var kinds: [Kind] = []

  public init() {}
}

/// `pull`: ``FetchOptions`` followed by ``CheckoutOptions``.
public struct PullOptions: Sendable {
  public var selection = TargetSelection()
  public var remote = RemoteSelection()
  public var revisions = RevisionScope()
  public var glob = false
  public var runCache = false
  public var force = false
  public var allowMissing = false

  public init() {}
}

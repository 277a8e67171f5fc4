/// `add`: starts tracking files and directories.
public struct AddOptions: Sendable {
  public var targets: [String] = []
  /// Targets are shell patterns.
  public var glob = false
  /// Write the pointer but store nothing.
  public var noCommit = false
  /// Where the data goes to; only with one target.
  public var out: String?
  /// Transfer straight to the remote, without a copy in the workspace or the cache.
  public var toRemote = false
  public var remote = RemoteSelection()
  /// Overwrite what is at `out`.
  public var force = false
  /// Leave the workspace files as they are after storing.
  public var noRelink = false
  /// Targets may be in git's index: they are about to leave it.
  var mayBeInGit = false

  public init() {}
}

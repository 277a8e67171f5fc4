/// `data status`: the last commit against the pointers against the workspace.
public struct DataStatusOptions: Sendable {
  public var targets: [String] = []
  /// Entries inside tracked directories one by one.
  public var granular = false
  /// Also what did not change.
  public var unchanged = false
  /// Also files git doesn't track.
  public var untracked = false
  /// Also what the remote lacks.
  public var notInRemote = false
  public var remote: String?
  /// Ask the remote anew instead of trusting what was seen before.
  public var refreshRemote = true
  /// Read all content again, whatever is remembered of it.
  public var verify = false

  public init() {}
}

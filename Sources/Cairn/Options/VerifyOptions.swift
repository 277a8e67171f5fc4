/// `verify`: whether a remote has what commits name, and whether their pipelines are consistent.
public struct VerifyOptions: Sendable {
  /// As `git rev-list` takes it: `main..HEAD`. nil: HEAD alone, with everything it names.
  public var range: String?
  /// What the cache has doesn't count.
  public var remoteOnly = false
  /// nil: the default one.
  public var remote: String?

  public init() {}
}

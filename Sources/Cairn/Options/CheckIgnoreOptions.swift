/// `check-ignore`: which `.dvcignore` rule decides about a path.
public struct CheckIgnoreOptions: Sendable {
  /// Paths, which need not exist; relative to the current directory.
  public var targets: [String] = []

  public init() {}
}

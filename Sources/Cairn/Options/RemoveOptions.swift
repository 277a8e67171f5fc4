/// `remove`: stops tracking.
public struct RemoveOptions: Sendable {
  /// Pointer files and stage names.
  public var targets: [String] = []
  /// Delete the data as well.
  public var outs = false

  public init() {}
}

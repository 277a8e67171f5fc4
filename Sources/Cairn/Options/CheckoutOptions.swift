/// `checkout`: makes the workspace what the pointers say.
public struct CheckoutOptions: Sendable {
  public var selection = TargetSelection()
  /// Overwrite and delete data that is stored nowhere else.
  public var force = false
  /// Make links anew even where the data is right.
  public var relink = false
  /// Objects that are not in the cache are left out silently.
  public var allowMissing = false

  public init() {}
}

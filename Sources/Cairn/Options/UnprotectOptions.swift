/// `unprotect`: turns links into writable copies.
public struct UnprotectOptions: Sendable {
  public var targets: [String] = []

  public init() {}
}

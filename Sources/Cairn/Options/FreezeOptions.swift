/// `freeze` and `unfreeze`: whether stages take part in `repro` and `status`.
public struct FreezeOptions: Sendable {
  public var targets: [String] = []
  public var frozen: Bool

  public init(frozen: Bool) { self.frozen = frozen }
}

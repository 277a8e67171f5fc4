/// What a transfer of many items did. A failed item does not stop the others.
public struct TransferReport<Item: Sendable>: Sendable {
  /// Items that are now at their destination and were not before, in no order.
  public var transferred: [Item] = []
  /// Items that were at their destination already.
  public var present: [Item] = []
  public var failures: [(item: Item, error: any Error)] = []
  /// Bytes of the transferred items.
  public var bytes: Int64 = 0

  public init() {}

  public var isComplete: Bool { failures.isEmpty }

  public mutating func merge(_ other: TransferReport) {
    transferred += other.transferred
    present += other.present
    failures += other.failures
    bytes += other.bytes
  }
}

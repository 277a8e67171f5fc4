import Hashing

/// The directories of a store that were there when it was looked.
public struct ShardPresence: Sendable {
  private let algorithm: HashAlgorithm
  private let isThere: [Bool]

  init(_ algorithm: HashAlgorithm, _ isThere: [Bool]) {
    self.algorithm = algorithm
    self.isThere = isThere
  }

  /// False when the store surely had nothing of this object, not even a part.
  public func mayContain(_ id: ObjectID) -> Bool {
    id.algorithm != algorithm || isThere[Int(id.shard)]
  }
}

import Hashing
import Objects

extension Tree {
  /// Bytes of all files together; nil when the store lacks one of them.
  func totalSize(in store: ObjectStore) throws -> Int? {
    var total: Int64 = 0
    for i in 0..<count {
      guard let info = try store.validInfo(id(i)) else { return nil }
      total += info.size
    }
    return Int(total)
  }
}

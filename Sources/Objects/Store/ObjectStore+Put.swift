import Files
import Hashing

extension ObjectStore {
  /// Mode of an object: says that its bytes were checked (formats §2.2, §2.6).
  static let objectMode: UInt32 = 0o444

  /// Stores bytes under their own digest. Fine when they are there already.
  @discardableResult
  public func store(bytes: [UInt8], isTree: Bool = false, algorithm: HashAlgorithm = .md5) throws -> ObjectID
  {
    let id = ObjectID(Hash.digest(bytes, algorithm), algorithm: algorithm, isTree: isTree)
    _ = try bytes.withUnsafeBytes { try put(id, $0) }
    return id
  }

  /// Stores a directory object. Store its files first: who finds a tree takes its files for granted.
  @discardableResult
  public func store(_ tree: Tree) throws -> ObjectID {
    let (id, bytes) = tree.object()
    _ = try bytes.withUnsafeBytes { try put(id, $0) }
    return id
  }

  /// Stores bytes that are known to have this id.
  /// - Returns: false when a valid object was there.
  func put(_ id: ObjectID, _ bytes: UnsafeRawBufferPointer) throws -> Bool {
    if try contains(id) { return false }
    let temporary = try TemporaryObject(in: self, for: id)
    try temporary.write(bytes)
    return try temporary.commit(as: id, size: Int64(bytes.count))
  }
}

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
    if tree.count <= Tree.pieceEntries {
      return try store(bytes: tree.serialized(), isTree: true, algorithm: tree.algorithm)
    }
    let temporary = try TemporaryObject(in: self, tree.algorithm)
    var hash = StreamingHash(tree.algorithm.forTrees)
    var size: Int64 = 0
    try tree.forEachPiece { (bytes) throws(FileError) in
      hash.update(bytes)
      try temporary.write(bytes)
      size += Int64(bytes.count)
    }
    let id = ObjectID(hash.finish(), algorithm: tree.algorithm, isTree: true)
    if try !contains(id, size: size) { _ = try temporary.commit(as: id, size: size) }
    return id
  }

  /// Stores bytes that are known to have this id.
  /// - Parameter isNew: the store had nothing of that name a moment ago: it isn't asked again.
  /// - Returns: false when a valid object was there.
  func put(_ id: ObjectID, _ bytes: UnsafeRawBufferPointer, isNew: Bool = false) throws -> Bool {
    if !isNew, try contains(id, size: Int64(bytes.count)) { return false }
    let temporary = try TemporaryObject(in: self, for: id)
    try temporary.write(bytes)
    if try temporary.commit(as: id, size: Int64(bytes.count)) {
      didWrite(bytes.count)
      return true
    }
    // Somebody was faster. What stands there now is looked at like anything that was there before.
    if !isNew { return false }
    return try put(id, bytes)
  }
}

import CSystem
import Files
import Hashing

/// An object that arrives piece by piece, as from a network: hashed on the way, in the store only if its bytes
/// are what its name says. For one thread at a time. Let go without ``commit()``, nothing of it stays.
///
/// ```swift
/// let incoming = try store.incoming(id)
/// for piece in response { try incoming.write(piece) }
/// try incoming.commit()
/// ```
public final class IncomingObject {
  private let id: ObjectID
  private let store: ObjectStore
  private let temporary: TemporaryObject
  private var hash: StreamingHash
  public private(set) var count: Int64 = 0

  fileprivate init(_ id: ObjectID, _ store: ObjectStore, expectedBytes: Int64) throws(FileError) {
    self.id = id
    self.store = store
    hash = StreamingHash(id.algorithm, expectedBytes: expectedBytes)
    temporary = try TemporaryObject(in: store, for: id)
  }

  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    hash.update(bytes)
    try temporary.write(bytes)
    count += Int64(bytes.count)
  }

  /// All has come. Call it once.
  /// - Throws: ``StoreError/corrupt(_:found:path:)`` when the bytes are others than the name says; `FileError`.
  public func commit() throws {
    let found = hash.finish()
    if found != id.digest { throw StoreError.corrupt(id, found: found, path: store.path(of: id)) }
    if try store.contains(id, size: count) { return }
    _ = try temporary.commit(as: id, size: count)
  }
}

extension ObjectStore {
  /// Begins to take in an object; ask ``contains(_:)`` before.
  /// - Parameter expectedBytes: if known, to choose the faster way to hash.
  public func incoming(_ id: ObjectID, expectedBytes: Int64 = 0) throws(FileError) -> IncomingObject {
    try IncomingObject(id, self, expectedBytes: expectedBytes)
  }

  /// Lends an object's bytes piece by piece, for sending; unchecked.
  public func readPieces(
    of id: ObjectID, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try recover()
    let fd = try open(id)
    defer { _ = sys_close(fd) }
    try readPieces(fd, path(of: id), body)
  }
}

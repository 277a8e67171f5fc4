import CSystem
import Files
import Glibc
import Hashing

extension ObjectStore {
  /// All bytes of an object, unchecked. For objects known to be small.
  public func read(_ id: ObjectID) throws -> [UInt8] {
    let fd = try open(id)
    defer { _ = sys_close(fd) }
    var info = sys_info()
    try check(sys_fstat(fd, &info), "read", path(of: id))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(clamping: info.size))
    try readPieces(fd, path(of: id)) { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// A directory object, its bytes checked against its name.
  public func tree(_ id: ObjectID) throws -> Tree {
    guard id.isTree else { throw StoreError.notATree(id) }
    let bytes = try read(id)
    let found = Hash.digest(bytes, id.algorithm)
    if found != id.digest { throw StoreError.corrupt(id, found: found, path: path(of: id)) }
    do {
      return try Tree.parse(bytes, algorithm: id.algorithm)
    } catch {
      throw StoreError.badTree(id, error)
    }
  }

  /// Two directory objects that are compared: hashed side by side in md5 lanes, read by two threads.
  /// - Returns: each as ``tree(_:)`` would.
  public func trees(_ a: ObjectID, _ b: ObjectID) throws -> (Tree, Tree) {
    guard a.isTree, b.isTree, a.algorithm == .md5, b.algorithm == .md5 else {
      return (try tree(a), try tree(b))
    }
    let ids = [a, b]
    let bytes = [try read(a), try read(b)]
    var lanes = MD5Batch(capacity: 2)
    bytes[0].withUnsafeBytes { first in
      bytes[1].withUnsafeBytes { second in
        lanes.add(first)
        lanes.add(second)
        lanes.run()
      }
    }
    for (k, id) in ids.enumerated() where lanes.digest(k) != id.digest {
      throw StoreError.corrupt(id, found: lanes.digest(k), path: path(of: id))
    }
    let parsed = SharedArray<Tree?>(nil, count: 2)
    try parallel(count: 2, workers: settings.workers, batch: 1) { range, _ in
      for k in range {
        do {
          parsed[k] = try Tree.parse(bytes[k], algorithm: .md5)
        } catch let error as TreeError {
          throw StoreError.badTree(ids[k], error)
        }
      }
    }
    guard let first = parsed[0], let second = parsed[1] else { throw Cancelled() }
    return (first, second)
  }

  /// Removes an object; fine when it is gone. For collecting garbage: whoever names it must be gone already.
  public func remove(_ id: ObjectID) throws(FileError) {
    guard let shard = try shards(id.algorithm).shard(id.shard, create: false) else { return }
    let result = id.withFileName(in: shard) { sys_unlinkat(shard.descriptor, $0, 0) }
    if result != -ENOENT { try check(result, "remove", path(of: id)) }
  }
}

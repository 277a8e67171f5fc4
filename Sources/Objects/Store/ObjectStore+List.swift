import CSystem
import Files
import Glibc
import Hashing

extension ObjectStore {
  /// Calls `body` with every object's id, shard by shard in rising order, without looking at the objects.
  /// Names that are no object's (temporary files, strangers) are passed over.
  public func forEachObject(
    _ algorithm: HashAlgorithm = .md5, _ body: (ObjectID) throws -> Void
  ) throws {
    for shard in 0...255 as ClosedRange<UInt8> {
      try forEachObject(algorithm, shard: shard, body)
    }
  }

  /// The same for the objects whose digest begins with one byte.
  public func forEachObject(
    _ algorithm: HashAlgorithm = .md5, shard: UInt8, _ body: (ObjectID) throws -> Void
  ) throws {
    let prefix = ShardDirectories.name(shard)
    for (name, _) in try list(shards(algorithm).path(shard)) {
      if let id = ObjectID(prefix + name, algorithm: algorithm), id.description == prefix + name {
        try body(id)
      }
    }
  }

  /// Removes what writers left behind that did not live to finish: temporary files not touched for `age`
  /// nanoseconds (a day). Call it when collecting garbage.
  /// - Returns: how many.
  public func removeStaleTemporaries(olderThan age: Int64 = 86_400_000_000_000) throws -> Int {
    let limit = sys_realtime_ns() - age
    var removed = 0
    for shards in [md5Shards, sha256Shards, blake3Shards] where try shards.base(create: false) != nil {
      removed += try NewShards.clear(shards, olderThan: age)
    }
    let directories = [md5Shards, sha256Shards, blake3Shards].flatMap { shards in
      [shards.path] + (0...255).map { shards.path(UInt8($0)) }
    }
    for directory in directories {
      for (name, kind) in try list(directory)
      where kind == .file && name.hasPrefix(".") && name.hasSuffix(TemporaryNames.suffix) {
        let path = directory + "/" + name
        guard let info = try FileSystem.info(path, followLinks: false), info.mtime < limit else { continue }
        try FileSystem.remove(path)
        removed += 1
      }
    }
    return removed
  }

  private func list(_ directory: String) throws(FileError) -> [(name: String, kind: FileInfo.Kind)] {
    do {
      return try FileSystem.list(directory)
    } catch {
      if error.errno == ENOENT || error.errno == ENOTDIR { return [] }
      throw error
    }
  }
}

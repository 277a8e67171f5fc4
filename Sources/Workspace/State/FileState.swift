import Files
import Hashing

/// Hashes of single files seen before, for those outside tracked directories: one small shard, read when first asked.
final class FileState {
  private struct Known {
    var info: FileInfo
    var digest: Digest
    /// When the information was read; an older file can't have changed since without showing it.
    var seenAt: Int64
  }

  private let path: String
  private let algorithm: HashAlgorithm
  private let device: UInt64
  private var known: [String: Known]?
  private var changed = false

  init(path: String, algorithm: HashAlgorithm, device: UInt64) {
    self.path = path
    self.algorithm = algorithm
    self.device = device
  }

  func digest(of path: String, info: FileInfo) -> Digest? {
    guard let seen = loaded()[path], seen.info.size == info.size, seen.info.mtime == info.mtime,
      seen.info.ctime == info.ctime || info.links > 1, seen.info.inode == info.inode, info.device == device,
      max(info.mtime, seen.info.ctime) + StateShard.raceWindow < seen.seenAt
    else { return nil }
    return seen.digest
  }

  func record(_ path: String, info: FileInfo, digest: Digest, seenAt: Int64) {
    _ = loaded()
    known?[path] = Known(info: info, digest: digest, seenAt: seenAt)
    changed = true
  }

  /// Writes what was learned. Losing it costs a re-hash, so failures are of no consequence.
  func save() {
    guard changed, let known else { return }
    changed = false
    var writer = StateWriter(
      key: "", algorithm: algorithm, device: device, tree: nil, treeSize: 0, capacity: known.count * 128)
    for (path, seen) in known.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      var info = seen.info
      // Within the clock's tick of its own change: recorded as unknown.
      if max(info.mtime, info.ctime) + StateShard.raceWindow >= seen.seenAt { info.inode = 0 }
      Array(path.utf8).withUnsafeBufferPointer { writer.add($0, info, seen.digest) }
    }
    try? FileSystem.makeDirectories(Paths.parent(path))
    try? FileSystem.write(writer.finish(now: Clock.now()), to: path, durable: false, followLinks: false)
  }

  private func loaded() -> [String: Known] {
    if let known { return known }
    var all: [String: Known] = [:]
    if let shard = StateShard(path: path, key: ""), shard.algorithm == algorithm, shard.device == device {
      var cursor = StateCursor(shard)
      while let (bytes, record) = cursor.next() {
        let info = FileInfo(
          kind: .file, mode: 0, links: 1, size: record.size, mtime: record.mtime, ctime: record.ctime,
          inode: record.inode, device: shard.device)
        all[String(decoding: bytes, as: UTF8.self)] = Known(
          info: info, digest: record.digest, seenAt: shard.writtenAt)
      }
    }
    known = all
    return all
  }
}

import Files
import Hashing
import Objects

/// Everything remembered about the disk between runs, below `.dvc/tmp/cairn/state/`: a shard for each tracked
/// directory and one for single files. Always safe to delete.
public final class State {
  private let directory: String
  private let device: UInt64
  private var files: [HashAlgorithm: FileState] = [:]
  /// Believe nothing: re-read every byte.
  public var isDistrusted = false

  init(directory: String, device: UInt64) {
    self.directory = directory
    self.device = device
  }

  /// The digest of a single file if it was seen unchanged.
  func digest(ofFile key: String, info: FileInfo, algorithm: HashAlgorithm) -> Digest? {
    isDistrusted ? nil : fileState(algorithm).digest(of: key, info: info)
  }

  func record(file key: String, info: FileInfo, digest: Digest, algorithm: HashAlgorithm, seenAt: Int64) {
    fileState(algorithm).record(key, info: info, digest: digest, seenAt: seenAt)
  }

  func shard(ofDirectory key: String, algorithm: HashAlgorithm) -> StateShard? {
    guard !isDistrusted, let shard = StateShard(path: path(key, algorithm), key: key),
      shard.algorithm == algorithm
    else { return nil }
    return shard
  }

  /// Remembers a directory. Files that may have changed in the tick they were read in (`hashedAt`) are kept as unknown;
  /// `hashedAt` nil is for files we made ourselves.
  func record(directory key: String, listing: Listing, tree: ObjectID, size: Int64, hashedAt: Int64?) {
    let count = listing.files.count
    let device = count > 0 ? listing.files.info(0).device : self.device
    var writer = StateWriter(
      key: key, algorithm: tree.algorithm, device: device, tree: tree, treeSize: size,
      capacity: 1024 + count * 100)
    let young = hashedAt.map { $0 - StateShard.raceWindow } ?? .max
    listing.files.forEach { index, path, info in
      var info = info
      if max(info.mtime, info.ctime) >= young { info.inode = 0 }
      writer.add(path, info, listing.digests[index])
    }
    let target = path(key, tree.algorithm)
    try? FileSystem.makeDirectories(directory)
    try? FileSystem.write(writer.finish(now: Clock.now()), to: target, durable: false, followLinks: false)
  }

  /// Remembers a directory that was just made from a directory object. Entries without information are unknown.
  func record(directory key: String, tree id: ObjectID, entries: Tree, infos: [FileInfo?]) {
    let known = infos.lazy.compactMap { $0 }
    guard let device = known.first?.device else { return forget(directory: key) }
    let isWhole = known.count == entries.count
    var writer = StateWriter(
      key: key, algorithm: id.algorithm, device: device, tree: isWhole ? id : nil,
      treeSize: known.reduce(0) { $0 + $1.size },
      capacity: 1024 + entries.count * 100)
    for (index, info) in infos.enumerated() {
      if let info { entries.withPath(index) { writer.add($0, info, entries.digest(index)) } }
    }
    try? FileSystem.makeDirectories(directory)
    try? FileSystem.write(
      writer.finish(now: Clock.now()), to: path(key, id.algorithm), durable: false, followLinks: false)
  }

  public func forget(directory key: String) {
    for algorithm in HashAlgorithm.allCases { _ = try? FileSystem.remove(path(key, algorithm)) }
  }

  /// Writes what was learned about single files.
  public func save() {
    for state in files.values { state.save() }
  }

  private func fileState(_ algorithm: HashAlgorithm) -> FileState {
    if let state = files[algorithm] { return state }
    let state = FileState(
      path: Paths.join(directory, "files-\(algorithm.name)"), algorithm: algorithm, device: device)
    files[algorithm] = state
    return state
  }

  private func path(_ key: String, _ algorithm: HashAlgorithm) -> String {
    let name = Hash.digest(Array(key.utf8), .md5).hex(byteCount: 16)
    return Paths.join(directory, "\(name)-\(algorithm.name)")
  }
}

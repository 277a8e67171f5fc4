import Files
import Hashing
import Manifests
import Objects

/// Turns what lies in the workspace into hashes, and on request into stored objects, reading only what isn't known.
///
/// One pass: walk, merge with the state shard in path order, hash (and store) the rest with many workers.
public struct DataReader {
  public enum Purpose: Sendable {
    /// Only learn the hashes.
    case hash
    /// Also put every object that the cache lacks into it, files before the directory object.
    case store
  }

  let repository: Repository
  private let isTolerant: Bool

  public init(repository: Repository, isTolerant: Bool = false) {
    self.repository = repository
    self.isTolerant = isTolerant
  }

  /// What is at `path`; nil when nothing is.
  /// - Parameter algorithm: that of what is recorded; nil: the project's.
  /// - Throws: ``WorkspaceError`` for what can't be tracked, `FileError`, `StoreError`, `Cancelled`.
  public func snapshot(of path: String, algorithm: HashAlgorithm? = nil, for purpose: Purpose) throws
    -> Snapshot?
  {
    guard let info = try FileSystem.info(path) else { return nil }
    let algorithm = algorithm ?? repository.algorithm
    switch info.kind {
    case .file: return try file(path, info, algorithm, purpose)
    case .directory: return try directory(path, algorithm, purpose)
    case .symlink, .other: throw WorkspaceError.notFileOrDirectory(path: path)
    }
  }

  /// The same for saving over an earlier record: unchanged data of DVC 2.x stays what it is (formats §2.7).
  public func snapshot(of path: String, like recorded: DataRecord?, for purpose: Purpose) throws -> Snapshot?
  {
    if let recorded, recorded.isLegacy, let old = recorded.object,
      try snapshot(of: path, algorithm: old.algorithm, for: .hash)?.id == old
    {
      return try snapshot(of: path, algorithm: old.algorithm, for: purpose)
    }
    return try snapshot(of: path, for: purpose)
  }

  private func file(_ path: String, _ info: FileInfo, _ algorithm: HashAlgorithm, _ purpose: Purpose) throws
    -> Snapshot
  {
    let key = repository.key(of: path)
    let state = repository.state
    func snapshot(_ id: ObjectID, size: Int64) -> Snapshot {
      Snapshot(id: id, size: size, fileCount: nil, isExecutable: info.isExecutable, listing: nil)
    }
    if let digest = state.digest(ofFile: key, info: info, algorithm: algorithm) {
      let id = ObjectID(digest, algorithm: algorithm)
      if purpose == .hash { return snapshot(id, size: info.size) }
      if try repository.store.contains(id) { return snapshot(id, size: info.size) }
    }
    let start = Clock.now()
    let digest: Digest
    let seen: FileInfo
    switch purpose {
    case .hash:
      (digest, seen) = try ObjectStore.hash(
        file: path, info: info, algorithm: algorithm, progress: repository.progress,
        cancellation: repository.cancellation)
    case .store:
      let stored = try repository.store.store(
        file: path, info: info, algorithm: algorithm, progress: repository.progress,
        cancellation: repository.cancellation)
      (digest, seen) = (stored.id.digest, stored.info)
    }
    state.record(file: key, info: seen, digest: digest, algorithm: algorithm, seenAt: start)
    return snapshot(ObjectID(digest, algorithm: algorithm), size: seen.size)
  }

  private func directory(_ path: String, _ algorithm: HashAlgorithm, _ purpose: Purpose) throws -> Snapshot {
    let key = repository.key(of: path)
    let store = try repository.store
    let files = try repository.ignore.files(
      below: path, isTolerant: isTolerant, cancellation: repository.cancellation)
    let start = Clock.now()
    let shard = repository.state.shard(ofDirectory: key, algorithm: algorithm)
    var digests = [Digest](repeating: Digest(), count: files.count)
    var unknown: [Int] = []
    if let shard {
      var cursor = StateCursor(shard)
      files.forEach { index, path, info in
        if let digest = cursor.digest(of: path, info: info) {
          digests[index] = digest
        } else {
          unknown.append(index)
        }
      }
    } else {
      unknown = Array(0..<files.count)
    }

    func fill(_ indices: [Int], storing: Bool) throws {
      guard !indices.isEmpty else { return }
      let fresh =
        storing
        ? try store.storeFiles(
          files, root: path, indices: indices, algorithm: algorithm, progress: repository.progress,
          cancellation: repository.cancellation)
        : try ObjectStore.hashFiles(
          files, root: path, indices: indices, algorithm: algorithm, workers: store.settings.workers,
          progress: repository.progress, cancellation: repository.cancellation)
      for (index, digest) in zip(indices, fresh) { digests[index] = digest }
    }
    try fill(unknown, storing: purpose == .store)
    let unchanged = unknown.isEmpty && shard?.count == files.count
    if unchanged, purpose == .store, let tree = shard?.tree, try repository.isWhole(tree) {
      return Snapshot(
        id: tree, size: files.totalSize, fileCount: files.count, isExecutable: false,
        listing: Listing(files: files, digests: digests))
    }
    if purpose == .store {
      // Known content may have left the cache since: it is stored again.
      let known = (0..<files.count).excluding(unknown)
      let seen = digests
      let absent = try store.missing(
        count: known.count, cancellation: repository.cancellation
      ) { ObjectID(seen[known[$0]], algorithm: algorithm) }
      try fill(absent.map { known[$0] }, storing: true)
    }

    let listing = Listing(files: files, digests: digests)
    let id: ObjectID
    if unchanged, let tree = shard?.tree, try purpose == .hash || store.contains(tree) {
      id = tree
    } else {
      let tree = try listing.tree(algorithm)
      id = try purpose == .store ? store.store(tree) : tree.objectID
    }
    if !unchanged || shard?.tree != id {
      repository.state.record(
        directory: key, listing: listing, tree: id, size: files.totalSize, hashedAt: start)
    }
    return Snapshot(
      id: id, size: files.totalSize, fileCount: files.count, isExecutable: false, listing: listing)
  }
}

extension Range<Int> {
  /// The members that are not in `sorted`, an ascending list.
  func excluding(_ sorted: [Int]) -> [Int] {
    var rest: [Int] = []
    rest.reserveCapacity(count - sorted.count)
    var next = sorted.startIndex
    for member in self {
      if next < sorted.endIndex, sorted[next] == member { next += 1 } else { rest.append(member) }
    }
    return rest
  }
}

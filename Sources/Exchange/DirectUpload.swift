import Files
import Hashing
import Manifests
import Objects
import Remotes
import Workspace

/// Sends files or directories from anywhere on this machine to a remote, with no copy of them made here: a store of
/// symbolic links stands in for the cache.
public struct DirectUpload {
  let repository: Repository
  let remote: any Remote

  public init(repository: Repository, remote: any Remote) {
    self.repository = repository
    self.remote = remote
  }

  /// - Parameter source: absolute.
  /// - Returns: what a pointer says of it.
  /// - Throws: `FileError`, `StoreError.changedWhileReading`, ``ExchangeError/incomplete(_:count:)``, `Cancelled`.
  public func send(_ source: String) throws -> DataRecord {
    guard let info = try FileSystem.info(source) else { throw FileError("read", source, errno: 2) }
    try FileSystem.makeDirectories(repository.privateDirectory)
    let place = try FileSystem.makeTemporaryDirectory(in: repository.privateDirectory, prefix: "upload-")
    defer { _ = try? FileSystem.removeTree(place) }
    let algorithm = repository.algorithm
    let links = ObjectStore(root: place, settings: StoreSettings(linkTypes: [.copy], durability: .none))
    guard info.isDirectory else {
      let (digest, seen) = try ObjectStore.hash(
        file: source, info: info, algorithm: algorithm, progress: repository.progress,
        cancellation: repository.cancellation)
      let id = ObjectID(digest, algorithm: algorithm)
      try link(source, id, links)
      try upload([id], links)
      return DataRecord(id, size: Int(seen.size), isExecutable: seen.isExecutable)
    }
    let files = try repository.ignore.listing(below: source, repository)
    let digests = try ObjectStore.hashFiles(
      files, root: source, algorithm: algorithm, progress: repository.progress,
      cancellation: repository.cancellation)
    var ids: [ObjectID] = []
    var seen: Set<ObjectID> = []
    for (i, digest) in digests.enumerated() {
      let id = ObjectID(digest, algorithm: algorithm)
      guard seen.insert(id).inserted else { continue }
      ids.append(id)
      try link(Paths.join(source, files.path(i)), id, links)
    }
    try upload(ids, links)
    let tree = try links.store(Tree(files, digests: digests, algorithm: algorithm))
    try upload([tree], links)
    return DataRecord(tree, size: Int(files.totalSize), fileCount: files.count)
  }

  private func link(_ source: String, _ id: ObjectID, _ links: ObjectStore) throws {
    let path = links.path(of: id)
    try FileSystem.makeDirectories(Paths.parent(path))
    try FileSystem.symlink(target: source, at: path)
  }

  private func upload(_ ids: [ObjectID], _ links: ObjectStore) throws {
    let report = try remote.upload(
      ids, from: links, progress: repository.progress, cancellation: repository.cancellation)
    if let failure = report.failures.first {
      if report.failures.count == 1 { throw failure.error }
      throw ExchangeError.incomplete(.upload, count: report.failures.count)
    }
  }
}

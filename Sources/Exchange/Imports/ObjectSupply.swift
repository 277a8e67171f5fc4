import Files
import Hashing
import Manifests
import Objects
import Remotes
import Workspace

/// Who has the objects that one project of a source names: its own cache when that is on this machine, its remote,
/// or for what it imported itself the repository it came from.
final class ObjectSupply {
  private let source: SourceRepository
  private let repository: Repository
  private let remoteName: String?
  private let output: Output
  /// What the project imported, and the pointer's directory.
  private let origin: (entry: DependencyEntry, directory: String)?
  /// Where the data itself may lie on this machine, and what it is called.
  private let place: (path: String, id: ObjectID)?

  init(
    _ source: SourceRepository, _ repository: Repository, _ output: Output,
    origin: (entry: DependencyEntry, directory: String)?, place: (path: String, id: ObjectID)? = nil
  ) {
    self.source = source
    self.repository = repository
    self.output = output
    remoteName = output.entry.remote
    self.origin = origin
    self.place = place
  }

  /// Copies objects into a store, each checked against its name.
  /// - Returns: those that are nowhere to be had.
  func bring(_ ids: [ObjectID], into store: ObjectStore) throws -> [ObjectID] {
    var wanted = try store.missing(unique(ids), cancellation: source.opener.cancellation)
    if wanted.isEmpty { return [] }
    let (progress, cancellation) = (source.opener.progress, source.opener.cancellation)
    // What kept an object of this machine from being copied; the remote may still have it.
    var trouble: FileError?
    if source.isLocal {
      let own = try repository.store
      if own.root != store.root {
        let absent = Set(try own.missing(wanted, cancellation: cancellation))
        let report = try store.receive(
          wanted.filter { !absent.contains($0) }, from: own, progress: progress, phase: "Importing",
          cancellation: cancellation)
        trouble = report.failures.lazy.compactMap { $0.error as? FileError }.first
        wanted = try store.missing(wanted, cancellation: cancellation)
      }
    }
    if wanted.isEmpty { return [] }
    let missing = try bringFromAfar(wanted, into: store)
    if !missing.isEmpty, let trouble { throw trouble }
    return missing
  }

  /// A directory object that is only looked at: it does not come into the store.
  /// - Throws: ``ImportError/directoryMissing(path:place:)``
  func tree(_ id: ObjectID, beside store: ObjectStore) throws -> Tree {
    if try store.contains(id) { return try store.tree(id) }
    if source.isLocal, case let own = try repository.store, try own.contains(id) { return try own.tree(id) }
    // What an import of the source's own was made of may be files: those are not put elsewhere.
    let aside = origin == nil ? source.opener.directoryObjects : store
    guard try bring([id], into: aside).isEmpty else { throw missing(id) }
    return try aside.tree(id)
  }

  /// Says that a directory object is nowhere.
  func missing(_ id: ObjectID) -> ImportError {
    let place = (try? url(of: id)) ?? id.description
    return .directoryMissing(path: output.location.inside ?? output.declared, place: place)
  }

  /// From where the source took it, or from its remote.
  private func bringFromAfar(_ wanted: [ObjectID], into store: ObjectStore) throws -> [ObjectID] {
    let (progress, cancellation) = (source.opener.progress, source.opener.cancellation)
    if let origin { return try chained(origin, wanted, into: store) }
    let remote: any Remote
    do {
      remote = try RemoteFactory(repository: repository, jobs: source.request.jobs).remote(
        remoteName, for: [output], root: repository.root)
    } catch ConfigError.noDefaultRemote {
      return try fromWorkspace(wanted, into: store)
    }
    let absent = Set(try remote.missing(wanted, progress: progress, cancellation: cancellation))
    let there = wanted.filter { !absent.contains($0) }
    if !there.isEmpty {
      let report = try remote.download(there, into: store, progress: progress, cancellation: cancellation)
      if let failure = report.failures.first { throw failure.error }
    }
    return try fromWorkspace(store.missing(wanted, cancellation: cancellation), into: store)
  }

  /// A file of the source's workspace that still is what its record says.
  private func fromWorkspace(_ wanted: [ObjectID], into store: ObjectStore) throws -> [ObjectID] {
    guard let place, !place.id.isTree, wanted.contains(place.id),
      let info = try FileSystem.info(place.path), info.isFile,
      try ObjectStore.hash(file: place.path, info: info, algorithm: place.id.algorithm).digest
        == place.id.digest
    else { return wanted }
    _ = try store.store(file: place.path, info: info, algorithm: place.id.algorithm)
    return try store.missing(wanted, cancellation: source.opener.cancellation)
  }

  /// What the source imported is brought from where it took it; that makes the same objects again.
  private func chained(
    _ origin: (entry: DependencyEntry, directory: String), _ wanted: [ObjectID], into store: ObjectStore
  ) throws -> [ObjectID] {
    guard let from = origin.entry.repository else { return wanted }
    // A path of this machine says nothing in a repository that came from elsewhere.
    if !source.isLocal, case .path = SourceURL(from.url) { return wanted }
    var request = SourceRepository.Request(
      from, bases: [repository.root, origin.directory] + source.request.bases)
    request.revision = from.lockedRevision ?? from.revision
    request.jobs = source.request.jobs
    let next = try SourceRepository(request, opener: source.opener, depth: source.depth + 1)
    if let contents = try next.contents(of: origin.entry.path, trees: store) {
      if let whole = contents.whole, whole.isTree, wanted == [whole] {
        // Its members may not be wanted, or are asked for next.
        _ = try next.directory(whole, contents.supply, store)
        return try store.missing(wanted, cancellation: source.opener.cancellation)
      }
      _ = try contents.store(in: store, algorithm: .md5)
    }
    return try store.missing(wanted, cancellation: source.opener.cancellation)
  }

  /// Where the source's remote has an object.
  func url(of id: ObjectID) throws -> String {
    if remoteName == nil, repository.config.core.remote == nil, source.isLocal {
      return try repository.store.path(of: id)
    }
    let remote = try repository.config.remote(remoteName, root: repository.root)
    let text = id.description
    let directory = id.algorithm == .md5Dos2Unix ? "" : "files/\(id.algorithm.name)/"
    let root = remote.localPath.map { Paths.absolute($0, in: repository.dotDirectory) } ?? remote.url
    return Paths.join(root, directory + text.prefix(2) + "/" + text.dropFirst(2))
  }
}

import Files
import Hashing
import Objects
import Remotes
import Workspace

/// Finds the objects of a cache or a remote that are not in use, and takes them away.
public struct Collector {
  /// What happened to the objects of one algorithm.
  public struct Part: Sendable {
    public let algorithm: HashAlgorithm
    /// Taken away, or with `dryRun` what would be.
    public var removed = 0
    /// Where they are, directory objects first; with `dryRun` only.
    public var paths: [String] = []
    /// Unused, but younger than the grace period.
    public var young = 0
    /// Perhaps named by a directory object that is nowhere.
    public var doubtful = 0
    /// Taken away for good: the disk was too full to keep them for a while.
    public var gone = 0
    /// Where they went.
    public var batch: Attic.Batch?

    init(_ algorithm: HashAlgorithm) { self.algorithm = algorithm }
  }

  /// Those that a project's objects may have. A strong one is looked for only where it is the project's.
  public static func algorithms(of repository: Repository) -> [HashAlgorithm] {
    [.md5, .md5Dos2Unix] + (repository.algorithm.isStrong ? [repository.algorithm] : [])
  }
  /// Unused objects younger than this stay in a cache that others write to (nanoseconds): somebody may have stored
  /// them and not yet written the file that names them. In a cache of our own the repository's lock tells.
  public static let grace: Int64 = 600 * 1_000_000_000

  let repository: Repository
  let used: UsedNames
  /// Go on although members of some directories are unknown, as DVC does.
  let ignoresUnknownTrees: Bool
  let dryRun: Bool
  /// Roots of projects that can't store anything now, as we hold their locks.
  let locked: Set<String>

  public init(
    repository: Repository, used: UsedNames, ignoresUnknownTrees: Bool, dryRun: Bool, locked: Set<String> = []
  ) {
    self.repository = repository
    self.locked = locked.union([repository.root])
    self.used = used
    self.ignoresUnknownTrees = ignoresUnknownTrees
    self.dryRun = dryRun
  }

  /// Moves what is unused in the cache to the attic.
  public func collectCache(now: Int64, reason: String) throws -> [Part] {
    let store = try repository.store
    let grace = try isShared(store) ? Self.grace : 0
    var parts: [Part] = []
    for algorithm in Self.algorithms(of: repository) {
      var part = Part(algorithm)
      let (held, found) = try store.namesAndStrays(algorithm, cancellation: repository.cancellation)
      let strays = try found.filter { try isOld($0, grace, now) }
      var ids = unused(held, &part)
      var bytes: Int64 = 0
      if !ids.isEmpty {
        ids = try ids.filter { id in
          guard let info = try FileSystem.info(store.path(of: id), followLinks: false) else { return false }
          if grace > 0, max(info.mtime, info.ctime) > now - grace {
            part.young += 1
            return false
          }
          bytes += info.size
          return true
        }
      }
      part.removed = ids.count + strays.count
      if dryRun {
        part.paths = ids.map(store.path) + strays
      } else if part.removed > 0 {
        let unpacked = ids.filter(\.isTree).map { store.path(of: $0) + ".unpacked" }.filter(FileSystem.exists)
        let taken = try Attic(repository).take(
          ids, strays: strays, unpacked: unpacked, bytes: bytes, reason: reason,
          cancellation: repository.cancellation)
        (part.batch, part.removed, part.gone) = (taken.batch, taken.taken, taken.gone)
      }
      parts.append(part)
    }
    if !dryRun { try repository.completeTreesChanged() }
    return parts
  }

  private func isOld(_ path: String, _ grace: Int64, _ now: Int64) throws -> Bool {
    guard let info = try FileSystem.info(path, followLinks: false), info.isFile else { return false }
    return grace == 0 || max(info.mtime, info.ctime) <= now - grace
  }

  /// Deletes what is unused on a remote.
  public func collect(_ remote: any Remote) throws -> [Part] {
    var parts: [Part] = []
    for algorithm in Self.algorithms(of: repository) {
      var part = Part(algorithm)
      var (files, trees) = (DigestSet(), DigestSet())
      try remote.forEachObject(algorithm, cancellation: repository.cancellation) { id in
        if id.isTree { trees.insert(id.digest, algorithm) } else { files.insert(id.digest, algorithm) }
      }
      let ids = unused(ObjectNames(files: files, trees: trees), &part)
      part.removed = ids.count
      if dryRun {
        let place = algorithm == .md5Dos2Unix ? remote.url : remote.url + "/files/" + algorithm.name
        part.paths = ids.map { place + "/" + $0.description.prefix(2) + "/" + $0.description.dropFirst(2) }
      } else if !ids.isEmpty {
        let report = try remote.remove(ids, cancellation: repository.cancellation)
        if let (_, error) = report.failures.first { throw error }
      }
      parts.append(part)
    }
    return parts
  }

  private func unused(_ held: ObjectNames, _ part: inout Part) -> [ObjectID] {
    let unused = held.subtracting(used.names(part.algorithm))
    let isDoubtful = used.unknownTrees.contains { $0.algorithm == part.algorithm }
    guard isDoubtful, !ignoresUnknownTrees else { return unused.ids(part.algorithm) }
    part.doubtful = unused.files.count
    return unused.treesOnly().ids(part.algorithm)
  }

  /// Whether somebody may store objects without holding our lock: another project, or a run in a copy of this one.
  private func isShared(_ store: ObjectStore) throws -> Bool {
    if store.settings.isShared || !CacheUsers.isOwn(store, of: repository) { return true }
    if CacheUsers(store).roots().contains(where: { !locked.contains($0) }) { return true }
    let runs = Paths.join(repository.temporaryDirectory, "exps")
    for name in ["tmp", "standalone", "temp"] where FileSystem.exists(Paths.join(runs, name)) { return true }
    return false
  }
}

import Files
import Hashing
import Objects
import Remotes
import Workspace

/// Brings objects from a remote into the cache: directory objects first, since they name the rest.
public struct Fetcher {
  let repository: Repository
  let remote: any Remote

  public init(repository: Repository, remote: any Remote) {
    self.repository = repository
    self.remote = remote
  }

  public func fetch(_ wishes: [Wishes.Wish]) throws -> ExchangeReport {
    let store = try repository.store
    var report = ExchangeReport()
    let trees = wishes.filter { $0.id.isTree }
    let newTrees = try store.missing(unique(trees.map(\.id)), cancellation: repository.cancellation)
    try fetchAsked(unique(trees.map(\.id)), store, &report)
    var members: [ObjectID] = []
    for wish in trees {
      try repository.cancellation.check()
      if wish.members.isEmpty, try repository.isWhole(wish.id) { continue }
      guard try store.contains(wish.id) else { continue }
      members += try store.tree(wish.id).ids(of: wish.members)
    }
    // Files that no directory object vouches for are asked for first.
    try fetchAsked(unique(wishes.filter { !$0.id.isTree }.map(\.id)), store, &report)
    let failed = try download(
      store.missing(unique(members), cancellation: repository.cancellation), store, &report)
    if !failed.isEmpty {
      report.heldBack += try newTrees.count { id in
        try store.contains(id) && store.tree(id).ids(of: []).contains(where: failed.contains)
      }
    }
    if report.failures.isEmpty, report.missingEverywhere.isEmpty {
      let wholes = Set(trees.filter(\.members.isEmpty).map(\.id))
      remember(newTrees.filter(wholes.contains))
    }
    return report
  }

  /// The next push of a directory that shares files with these needs not ask for all of them.
  private func remember(_ trees: [ObjectID]) {
    guard !trees.isEmpty, !(remote.innermost is LocalRemote) else { return }
    var memory = RemoteMemory(repository, remote)
    memory.add(trees)
    memory.save()
  }

  /// Copies run-cache entries, which don't count as files, as with the peer.
  public func fetchRuns() throws -> ExchangeReport {
    var report = ExchangeReport()
    // As the peer does, without a word: a plain web server cannot tell what runs it has.
    guard remote.canList else { return report }
    let runs = try remote.plainFiles(below: RunFiles.directory).filter(RunFiles.isEntry)
    let transfer = try remote.download(
      plainFiles: runs, into: repository.store.root, cancellation: repository.cancellation)
    report.failures = transfer.failures.map { ($0.item, $0.error) }
    return report
  }

  func fetchAsked(_ ids: [ObjectID], _ store: ObjectStore, _ report: inout ExchangeReport) throws {
    let wanted = try store.missing(ids, cancellation: repository.cancellation)
    if wanted.isEmpty { return }
    let absent = Set(
      try remote.missing(wanted, progress: repository.progress, cancellation: repository.cancellation))
    report.missingEverywhere += wanted.filter(absent.contains)
    try download(wanted.filter { !absent.contains($0) }, store, &report)
  }

  /// - Returns: what failed.
  @discardableResult
  private func download(
    _ ids: [ObjectID], _ store: ObjectStore, _ report: inout ExchangeReport
  ) throws -> Set<ObjectID> {
    if ids.isEmpty { return [] }
    let transfer = try remote.download(
      ids, into: store, progress: repository.progress, cancellation: repository.cancellation)
    // Where files have paths of their own, it is those that count.
    report.count +=
      (remote as? VersionedRemote)?.fileCount(of: transfer.transferred) ?? transfer.transferred.count
    report.failures += transfer.failures.map { ($0.item.description, $0.error) }
    return Set(transfer.failures.map(\.item))
  }
}

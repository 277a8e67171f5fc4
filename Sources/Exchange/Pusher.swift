import Files
import Hashing
import Objects
import Remotes
import Workspace

/// Brings objects from the cache to a remote: files first, then the directory objects whose files are all there.
public struct Pusher {
  let repository: Repository
  let remote: any Remote

  public init(repository: Repository, remote: any Remote) {
    self.repository = repository
    self.remote = remote
  }

  public func push(_ wishes: [Wishes.Wish]) throws -> ExchangeReport {
    let store = try repository.store
    var report = ExchangeReport()
    // A directory object that is there says that its files are.
    let trees = wishes.filter { $0.id.isTree }
    let absentTrees = Set(try missing(trees.map(\.id)))
    var files: [ObjectID] = wishes.filter { !$0.id.isTree }.map(\.id)
    var wholes: [(id: ObjectID, members: [ObjectID])] = []
    for wish in trees where absentTrees.contains(wish.id) {
      try repository.cancellation.check()
      guard try store.contains(wish.id) else {
        report.missingEverywhere.append(wish.id)
        continue
      }
      let tree = try store.tree(wish.id)
      let members = tree.ids(of: wish.members)
      files += members
      if wish.members.isEmpty { wholes.append((wish.id, members)) }
    }
    let absent = try missing(unique(files))
    let here = Set(try store.missing(absent, cancellation: repository.cancellation))
    report.missingEverywhere += absent.filter(here.contains)
    let uploaded = try upload(absent.filter { !here.contains($0) }, store, &report)
    // What is still not there keeps its directory objects away.
    let lacking = Set(absent).subtracting(uploaded)
    let ready = wholes.filter { whole in lacking.isEmpty || !whole.members.contains(where: lacking.contains) }
    _ = try upload(unique(ready.map(\.id)), store, &report)
    return report
  }

  /// Copies run-cache entries.
  public func pushRuns() throws -> ExchangeReport {
    var report = ExchangeReport()
    // As the peer does, without a word: nobody could find them again on a plain web server.
    guard remote.canList else { return report }
    let runs = try RunFiles(cache: repository.store.root).all()
    let transfer = try remote.upload(
      plainFiles: runs, from: repository.store.root, cancellation: repository.cancellation)
    report.count = transfer.transferred.count
    report.failures = transfer.failures.map { ($0.item, $0.error) }
    return report
  }

  private func missing(_ ids: [ObjectID]) throws -> [ObjectID] {
    try ids.isEmpty
      ? [] : remote.missing(ids, progress: repository.progress, cancellation: repository.cancellation)
  }

  private func upload(
    _ ids: [ObjectID], _ store: ObjectStore, _ report: inout ExchangeReport
  ) throws -> Set<ObjectID> {
    if ids.isEmpty { return [] }
    let transfer = try remote.upload(
      ids, from: store, progress: repository.progress, cancellation: repository.cancellation)
    report.count += transfer.transferred.count
    report.failures += transfer.failures.map { ($0.item.description, $0.error) }
    return Set(transfer.transferred + transfer.present)
  }
}

func unique(_ ids: [ObjectID]) -> [ObjectID] {
  var seen: Set<ObjectID> = []
  return ids.filter { seen.insert($0).inserted }
}

extension Tree {
  /// The objects at or below the given paths; all for none.
  func ids(of paths: [String]) -> [ObjectID] {
    unique(indices(of: paths).map { id($0) })
  }
}

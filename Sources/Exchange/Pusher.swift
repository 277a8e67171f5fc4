import Files
import Hashing
import Objects
import Remotes
import Workspace

/// Brings objects from the cache to a remote: files first, then the directory objects whose files are all there.
public struct Pusher {
  let repository: Repository
  let remote: any Remote

  /// - Parameter dryRun: only tell what would be sent.
  public init(repository: Repository, remote: any Remote, dryRun: Bool = false) {
    self.repository = repository
    self.remote = dryRun ? DryRunRemote(remote) : remote
  }

  public func push(_ wishes: [Wishes.Wish]) throws -> ExchangeReport {
    let store = try repository.store
    var report = ExchangeReport()
    var memory = RemoteMemory(repository, remote)
    let before = memory.trees
    defer { if memory.trees != before, !(remote is DryRunRemote) { memory.save() } }
    // A directory object that is there says that its files are.
    let trees = wishes.filter { $0.id.isTree }
    var absentTrees = Set(try missing(trees.map(\.id)))
    let lackingTrees = absentTrees
    let (vouched, isTrusted) = try believe(trees.map(\.id), absentTrees, memory, store)
    // On a disk a question costs next to nothing: all are asked for.
    if !isTrusted || remote.innermost is LocalRemote {
      memory.forget()
      absentTrees = Set(trees.map(\.id))
    }
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
    let asked = unique(files).filter { !vouched.contains($0) }
    let absent =
      try asked.isEmpty
      ? []
      : remote.missingForUpload(
        asked, progress: repository.progress, cancellation: repository.cancellation)
    let here = Set(try store.missing(absent, cancellation: repository.cancellation))
    report.missingEverywhere += absent.filter(here.contains)
    let uploaded = try upload(absent.filter { !here.contains($0) }, store, &report)
    // What is still not there keeps its directory objects away.
    let lacking = Set(absent).subtracting(uploaded)
    let ready = wholes.filter { whole in lacking.isEmpty || !whole.members.contains(where: lacking.contains) }
    let sent = try upload(unique(ready.map(\.id)), store, &report)
    count(wholes.filter { lackingTrees.contains($0.id) }, lacking, nowhere: here, &report)
    memory.add(unique(trees.map(\.id)).filter { !absentTrees.contains($0) || sent.contains($0) })
    return report
  }

  /// Counts directory objects that stay away, as the peer does: one that lacks files which are nowhere is done with, one
  /// whose files failed has failed.
  private func count(
    _ wholes: [(id: ObjectID, members: [ObjectID])], _ lacking: Set<ObjectID>, nowhere: Set<ObjectID>,
    _ report: inout ExchangeReport
  ) {
    if lacking.isEmpty { return }
    var counted: Set<ObjectID> = []
    for whole in wholes where counted.insert(whole.id).inserted {
      let absent = whole.members.filter(lacking.contains)
      if absent.isEmpty { continue }
      if absent.allSatisfy(nowhere.contains) { report.count += 1 } else { report.heldBack += 1 }
    }
  }

  /// Which files need not be asked for, since directory objects that are there name them; and whether those are to be
  /// believed at all: some of the files are asked for, by lot.
  private func believe(
    _ trees: [ObjectID], _ absent: Set<ObjectID>, _ memory: RemoteMemory, _ store: ObjectStore
  ) throws -> (vouched: Set<ObjectID>, isTrusted: Bool) {
    if remote.innermost is LocalRemote { return ([], true) }
    var present = trees.filter { !absent.contains($0) }
    var witnesses: [ObjectID] = []
    if !absent.isEmpty {
      let candidates = try memory.witnesses(except: trees).filter { try store.contains($0) }
      let gone = Set(try missing(candidates))
      witnesses = candidates.filter { !gone.contains($0) } + present
    }
    // Only what this clone knows from earlier to be there can be doubted.
    let known = Set(memory.trees)
    present = present.filter(known.contains)
    var vouched: Set<ObjectID> = []
    var lots: [ObjectID] = []
    for id in Set(witnesses + present) {
      guard try store.contains(id), let tree = try? store.tree(id) else { continue }
      let members = tree.ids(of: [])
      lots += RemoteMemory.draw(members)
      if witnesses.contains(id) { vouched.formUnion(members) }
    }
    let drawn = RemoteMemory.draw(unique(lots))
    return try missing(unique(drawn)).isEmpty ? (vouched, true) : ([], false)
  }

  /// Copies run-cache entries.
  public func pushRuns() throws -> ExchangeReport {
    var report = ExchangeReport()
    // As the peer does, without a word: nobody could find them again on a plain web server.
    guard remote.canList else { return report }
    let runs = try RunFiles(cache: repository.store.root).all()
    let transfer = try remote.upload(
      plainFiles: runs, from: repository.store.root, cancellation: repository.cancellation)
    // As the peer counts: all of them, whether they were there or not.
    report.count = transfer.transferred.count + transfer.present.count
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

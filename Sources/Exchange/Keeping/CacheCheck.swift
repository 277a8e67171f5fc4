import Files
import Hashing
import Manifests
import Objects
import Remotes
import Workspace

/// Reads the cache again and repairs what is broken from wherever good bytes are.
public struct CacheCheck {
  /// An object that isn't as it should be.
  public struct Finding: Sendable {
    public let id: ObjectID
    public let fault: ObjectFault
    public var isRepaired = false
    /// Where the good bytes came from: a path, a remote's name.
    public var source: String?
    /// Who needs it.
    public var users: [User] = []
  }

  /// A path that needs an object.
  public struct User: Hashable, Sendable {
    /// Root-relative.
    public let path: String
    /// The stage's address from the root.
    public let stage: String
    /// nil for the workspace.
    public let commit: String?
  }

  let repository: Repository

  public init(repository: Repository) { self.repository = repository }

  /// Checks the given objects and, for directories, their members.
  /// - Parameter everything: check whatever else is in the cache too.
  public func check(_ used: UsedObjects, everything: Bool) throws -> (checked: Int, findings: [Finding]) {
    let store = try repository.store
    var ids: [ObjectID] = []
    var seen: Set<ObjectID> = []
    func add(_ id: ObjectID) { if seen.insert(id).inserted { ids.append(id) } }
    for id in used.ids {
      add(id)
      guard id.isTree, try store.exists(id), let tree = try? store.tree(id) else { continue }
      for i in 0..<tree.count { add(tree.id(i)) }
    }
    if everything {
      for algorithm in Collector.algorithms(of: repository) {
        for id in try store.names(algorithm, cancellation: repository.cancellation).ids(algorithm) { add(id) }
      }
    }
    let faults = try store.verify(ids, progress: repository.progress, cancellation: repository.cancellation)
    return (ids.count, faults.map { Finding(id: $0.id, fault: $0.fault) })
  }

  /// Finds who needs the broken objects.
  /// - Parameter indices: workspace and commits, each by its name.
  public func attribute(_ findings: inout [Finding], _ indices: [(commit: String?, index: Index)]) throws {
    let places = Dictionary(findings.enumerated().map { ($1.id, $0) }) { first, _ in first }
    let store = try repository.store
    var members: [ObjectID: [(ObjectID, String)]] = [:]
    var users: [Int: Set<User>] = [:]
    for (commit, index) in indices {
      for stage in index.stages {
        for output in stage.outputs where output.isCached {
          guard let id = output.recorded.object, let path = output.location.inside else { continue }
          func note(_ id: ObjectID, _ path: String) {
            guard let at = places[id] else { return }
            let user = User(path: path, stage: stage.address(from: ""), commit: commit)
            if users[at, default: []].insert(user).inserted { findings[at].users.append(user) }
          }
          note(id, path)
          guard id.isTree else { continue }
          if members[id] == nil {
            let tree = try store.exists(id) ? try? store.tree(id) : nil
            members[id] =
              tree.map { tree in
                (0..<tree.count).compactMap {
                  places[tree.id($0)] == nil ? nil : (tree.id($0), tree.path($0))
                }
              } ?? []
          }
          for (member, name) in members[id] ?? [] { note(member, path + "/" + name) }
        }
      }
    }
  }

  /// Puts good bytes in place of bad ones: from the workspace, from collected objects, from remotes, in this order.
  /// What is broken goes to the quarantine, but only when a good one is at hand.
  public func repair(_ findings: inout [Finding], remotes: [any Remote]) throws {
    for i in findings.indices where !findings[i].isRepaired {
      try repository.cancellation.check()
      for user in findings[i].users where user.commit == nil && !findings[i].isRepaired {
        if try restore(findings[i].id, from: Paths.join(repository.root, user.path)) {
          findings[i].isRepaired = true
          findings[i].source = user.path
        }
      }
    }
    let attic = try Attic(repository)
    for batch in try attic.batches() {
      try restore(&findings, "gc \(batch.id)") { ids, target in
        try target.receive(
          ids, from: attic.contents(of: batch), progress: repository.progress, phase: "Repairing",
          cancellation: repository.cancellation
        ).transferred
      }
    }
    for remote in remotes {
      try restore(&findings, remote.name) { ids, target in
        let absent = Set(try remote.missing(ids))
        return try remote.download(
          ids.filter { !absent.contains($0) }, into: target, progress: repository.progress,
          cancellation: repository.cancellation
        ).transferred
      }
    }
    try repository.store.flush()
    try repository.completeTreesChanged()
  }

  /// From a file or directory of the workspace, if it is what the object should be.
  private func restore(_ id: ObjectID, from path: String) throws -> Bool {
    let store = try repository.store
    guard let info = try FileSystem.info(path), info.isDirectory == id.isTree else { return false }
    // A link into the cache is the broken object itself.
    if let own = try FileSystem.info(path, followLinks: false), own.kind == .symlink { return false }
    guard id.isTree else {
      guard try ObjectStore.hash(file: path, algorithm: id.algorithm).digest == id.digest else {
        return false
      }
      try setAside(id, store)
      return try store.store(file: path, algorithm: id.algorithm).id == id
    }
    let files = try repository.ignore.listing(below: path, repository)
    let digests = try ObjectStore.hashFiles(files, root: path, algorithm: id.algorithm)
    let tree = try Tree(files, digests: digests, algorithm: id.algorithm)
    guard tree.objectID == id else { return false }
    try setAside(id, store)
    return try store.store(tree) == id
  }

  /// From another place, by way of a store beside the cache: bytes are checked before the bad ones move out.
  private func restore(
    _ findings: inout [Finding], _ source: String, _ fetch: ([ObjectID], ObjectStore) throws -> [ObjectID]
  ) throws {
    let wanted = findings.indices.filter { !findings[$0].isRepaired }
    if wanted.isEmpty { return }
    let store = try repository.store
    let place = Paths.join(store.root, ".cairn/repair")
    defer { _ = try? FileSystem.removeTree(place) }
    let target = ObjectStore(
      root: place, settings: StoreSettings(linkTypes: [.copy], workers: store.settings.workers))
    let came = Set(try fetch(wanted.map { findings[$0].id }, target))
    for i in wanted where came.contains(findings[i].id) {
      let id = findings[i].id
      try setAside(id, store)
      try FileSystem.makeDirectories(Paths.parent(store.path(of: id)))
      try FileSystem.rename(target.path(of: id), to: store.path(of: id))
      findings[i].isRepaired = true
      findings[i].source = source
    }
  }

  private func setAside(_ id: ObjectID, _ store: ObjectStore) throws {
    if FileSystem.exists(store.path(of: id)) { try store.setAside(id) }
  }
}

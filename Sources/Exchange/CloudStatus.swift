import Files
import Hashing
import Objects
import Remotes
import Workspace

/// How the cache and a remote differ.
public struct CloudStatus {
  public enum Change: String, Sendable {
    /// Here, not there.
    case new
    /// There, not here.
    case deleted
    /// Neither.
    case missing
  }

  public struct Report: Sendable {
    /// Root-relative path (of a user of the object) and its state, in order of appearance.
    public var entries: [(path: String, change: Change)] = []
    /// Directory objects that are nowhere: their members aren't known.
    public var unknownTrees: [ObjectID] = []
    /// Nothing is tracked in this project.
    public var isEmptyProject = false

    public init() {}
  }

  let repository: Repository
  let remote: any Remote

  public init(repository: Repository, remote: any Remote) {
    self.repository = repository
    self.remote = remote
  }

  public func compare(_ wishes: [Wishes.Wish]) throws -> Report {
    let store = try repository.store
    var report = Report()
    // Directory objects are needed to know what to ask for.
    let trees = wishes.filter { $0.id.isTree }
    let hereBefore = Set(trees.map(\.id)).subtracting(try store.missing(unique(trees.map(\.id))))
    let fetched = try Fetcher(repository: repository, remote: remote).fetchTrees(trees.map(\.id))
    report.unknownTrees = fetched.missingEverywhere

    // A directory object that is there says that its files are.
    let treeIDs = unique(trees.map(\.id))
    let wholeThere = Set(treeIDs).subtracting(try missing(treeIDs))
    var vouched: Set<ObjectID> = []
    var asked: [(id: ObjectID, path: String)] = []
    for wish in wishes {
      if wish.id.isTree {
        guard try store.contains(wish.id) else { continue }
        let tree = try store.tree(wish.id)
        for index in tree.indices(of: wish.members) {
          asked.append((tree.id(index), wish.path + "/" + tree.path(index)))
          if wholeThere.contains(wish.id) { vouched.insert(tree.id(index)) }
        }
        if wish.members.isEmpty, hereBefore.contains(wish.id) { asked.append((wish.id, wish.path)) }
      } else {
        asked.append((wish.id, wish.path))
      }
    }
    var seen: Set<ObjectID> = []
    asked = asked.filter { seen.insert($0.id).inserted }
    let ids = asked.map(\.id)
    let notThere = Set(
      try missing(ids.filter { !$0.isTree && !vouched.contains($0) })
        + treeIDs.filter { !wholeThere.contains($0) })
    let notHere = Set(try store.missing(ids, cancellation: repository.cancellation))
    for (id, path) in asked {
      switch (notHere.contains(id), notThere.contains(id)) {
      case (false, true): report.entries.append((path, .new))
      case (true, false): report.entries.append((path, .deleted))
      case (true, true): report.entries.append((path, .missing))
      case (false, false): break
      }
    }
    return report
  }

  private func missing(_ ids: [ObjectID]) throws -> [ObjectID] {
    try ids.isEmpty
      ? [] : remote.missing(ids, progress: repository.progress, cancellation: repository.cancellation)
  }
}

extension Fetcher {
  /// Only the directory objects.
  public func fetchTrees(_ ids: [ObjectID]) throws -> ExchangeReport {
    var report = ExchangeReport()
    try fetchAsked(unique(ids), try repository.store, &report)
    return report
  }
}

extension Tree {
  /// The entries at or below the given paths; all for none.
  func indices(of paths: [String]) -> [Int] {
    if paths.isEmpty { return Array(0..<count) }
    return paths.flatMap { path in (find(path).map { [$0] } ?? []) + Array(range(below: path)) }
  }
}

import Hashing
import Objects
import Remotes
import Workspace

/// The names of all objects in use, members of directories too, ready to be compared with what a store holds.
public struct UsedNames: Sendable {
  /// Directory objects that nobody has any more: which files they name can't be known.
  public private(set) var unknownTrees: [ObjectID] = []
  private var files: [HashAlgorithm: DigestSet] = [:]
  private var trees: [HashAlgorithm: DigestSet] = [:]

  /// Opens every directory object; those that the cache lacks are fetched, or looked up among collected ones.
  /// - Parameter remotes: asked in this order.
  public init(_ used: UsedObjects, in repository: Repository, remotes: [any Remote]) throws {
    let store = try repository.store
    var absent: [ObjectID] = []
    for id in used.ids {
      try repository.cancellation.check()
      if !id.isTree {
        insert(id)
      } else {
        insert(id)
        if try !add(id, from: store) { absent.append(id) }
      }
    }
    for remote in remotes where !absent.isEmpty {
      _ = try Fetcher(repository: repository, remote: remote).fetchTrees(absent)
      absent = try absent.filter { try !add($0, from: store) }
    }
    unknownTrees = absent
    guard !absent.isEmpty else { return }
    let attic = try Attic(repository)
    let batches = try attic.batches().map(attic.contents)
    for id in absent {
      for batch in batches where try add(id, from: batch) {
        unknownTrees.removeAll { $0 == id }
        collectedTrees.append(id)
        break
      }
    }
  }

  /// Directory objects that were collected, but still say what they named.
  public private(set) var collectedTrees: [ObjectID] = []

  /// Neither here nor on a remote, in the order asked for.
  public var missingTrees: [ObjectID] { unknownTrees + collectedTrees }

  public func names(_ algorithm: HashAlgorithm) -> ObjectNames {
    ObjectNames(files: files[algorithm] ?? DigestSet(), trees: trees[algorithm] ?? DigestSet())
  }

  /// Every object in use by its id.
  public var ids: [ObjectID] {
    Set(files.keys).union(trees.keys).sorted { $0.rawValue < $1.rawValue }.flatMap { names($0).ids($0) }
  }

  /// Only those of `ids`.
  public mutating func keep(only ids: [ObjectID]) {
    (files, trees) = ([:], [:])
    for id in ids { insert(id) }
  }

  private mutating func insert(_ id: ObjectID) {
    if id.isTree {
      trees[id.algorithm, default: DigestSet()].insert(id.digest, id.algorithm)
    } else {
      files[id.algorithm, default: DigestSet()].insert(id.digest, id.algorithm)
    }
  }

  /// False when the store lacks the directory object, or has something else under its name.
  private mutating func add(_ id: ObjectID, from store: ObjectStore) throws -> Bool {
    guard try store.exists(id) else { return false }
    let tree: Tree
    do {
      tree = try store.tree(id)
    } catch is StoreError {
      return false
    }
    files[id.algorithm, default: DigestSet()].reserveCapacity((files[id.algorithm]?.count ?? 0) + tree.count)
    for i in 0..<tree.count { files[id.algorithm, default: DigestSet()].insert(tree.digest(i), id.algorithm) }
    return true
  }
}

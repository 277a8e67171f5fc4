import Files
import Hashing
import Objects

/// The files of a tracked directory in path order, from a directory object or from the disk.
public enum Members: Sendable {
  case tree(Tree)
  case listing(Listing, HashAlgorithm)

  public var count: Int {
    switch self {
    case .tree(let tree): tree.count
    case .listing(let listing, _): listing.files.count
    }
  }

  public func id(_ index: Int) -> ObjectID {
    switch self {
    case .tree(let tree): tree.id(index)
    case .listing(let listing, let algorithm): ObjectID(listing.digests[index], algorithm: algorithm)
    }
  }

  public func path(_ index: Int) -> String {
    withPath(index) { String(decoding: $0, as: UTF8.self) }
  }

  func withPath<R>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    switch self {
    case .tree(let tree): tree.withPath(index, body)
    case .listing(let listing, _): listing.files.withPath(index, body)
    }
  }

  /// Calls `body` for every path of either side in byte order, with its place in each.
  public static func merge(_ old: Members, _ new: Members, _ body: (_ old: Int?, _ new: Int?) throws -> Void)
    rethrows
  {
    var (i, j) = (0, 0)
    while i < old.count, j < new.count {
      let order = old.withPath(i) { left in new.withPath(j) { comparePaths(left, $0) } }
      try body(order <= 0 ? i : nil, order >= 0 ? j : nil)
      if order <= 0 { i += 1 }
      if order >= 0 { j += 1 }
    }
    while i < old.count {
      try body(i, nil)
      i += 1
    }
    while j < new.count {
      try body(nil, j)
      j += 1
    }
  }
}

/// Finds the members of directories: read from the disk, else in the cache, else in what is remembered of the
/// workspace when it has the very same tree, and that was opened before.
public final class MemberSource {
  private let repository: Repository
  private let elsewhere: ((ObjectID, _ remote: String?) throws -> Tree?)?
  private var known: [ObjectID: Members?] = [:]

  /// - Parameter elsewhere: asked for directory objects that are not here, with the remote of their output.
  public init(
    _ repository: Repository, elsewhere: ((ObjectID, _ remote: String?) throws -> Tree?)? = nil
  ) {
    self.repository = repository
    self.elsewhere = elsewhere
  }

  /// nil for a file, and for a directory nobody knows the members of.
  public func members(of item: TrackedData.Item) throws -> Members? {
    guard let id = item.id, id.isTree else { return nil }
    if let listing = item.listing { return .listing(listing, id.algorithm) }
    if let found = known[id] { return found }
    let found = try (tree(id, at: item.path) ?? elsewhere?(id, item.remote)).map(Members.tree)
    known[id] = .some(found)
    return found
  }

  /// Reads the directory objects of both at once where both are in the cache; what fails is told when it is asked for.
  func prepare(_ old: TrackedData.Item, _ new: TrackedData.Item) {
    guard let a = old.id, let b = new.id, old.listing == nil, new.listing == nil, known[a] == nil,
      known[b] == nil, a.isTree, b.isTree, let store = try? repository.store,
      (try? store.contains(a)) == true, (try? store.contains(b)) == true,
      let trees = try? store.trees(a, b)
    else { return }
    repository.openedTrees.note(a)
    repository.openedTrees.note(b)
    known[a] = .some(Members.tree(trees.0))
    known[b] = .some(Members.tree(trees.1))
  }

  private func tree(_ id: ObjectID, at path: String) throws -> Tree? {
    if try repository.store.contains(id) {
      repository.openedTrees.note(id)
      return try repository.store.tree(id)
    }
    guard repository.openedTrees.contains(id),
      let shard = repository.state.shard(ofDirectory: path, algorithm: id.algorithm), shard.tree == id
    else { return nil }
    var builder = TreeBuilder(algorithm: id.algorithm, expectedEntries: shard.count)
    var cursor = StateCursor(shard)
    while let (path, record) = cursor.next() {
      try path.withUnsafeBufferPointer { try builder.append($0, record.digest) }
    }
    let tree = try builder.finish()
    return tree.objectID == id ? tree : nil
  }
}

import Hashing

/// A three-way merge of directory objects, path by path.
public struct TreeMerge: Sendable {
  /// A path that both sides changed, each in its own way. nil: no file there.
  public struct Conflict: Equatable, Sendable {
    public let path: String
    public let base: Digest?
    public let ours: Digest?
    public let theirs: Digest?
  }

  /// What becomes of a conflict.
  public enum Settlement: Sendable {
    case ours, theirs
    /// Ours under its path, theirs under the other one; what a side deleted is simply not there.
    case both(theirPath: String)
    case open
  }

  /// Without the files in conflict that nobody settled.
  public let tree: Tree
  public let conflicts: [Conflict]
  /// Paths that both sides deleted, in path order.
  public let deletedByBoth: [String]

  /// - Throws: `TreeError` when one side's file is the other side's directory.
  public init(
    base: Tree, ours: Tree, theirs: Tree, settle: (Conflict) -> Settlement = { _ in .open }
  ) throws(TreeError) {
    var builder = TreeBuilder(algorithm: ours.algorithm, expectedEntries: max(ours.count, theirs.count))
    var open: [Conflict] = []
    var gone: [String] = []
    var extra: [(path: String, digest: Digest)] = []
    var places = (base: 0, ours: 0, theirs: 0)
    while places.base < base.count || places.ours < ours.count || places.theirs < theirs.count {
      let inBase = Self.isFirst(base, places.base, [(ours, places.ours), (theirs, places.theirs)])
      let inOurs = Self.isFirst(ours, places.ours, [(base, places.base), (theirs, places.theirs)])
      let inTheirs = Self.isFirst(theirs, places.theirs, [(base, places.base), (ours, places.ours)])
      let old = inBase ? base.digest(places.base) : nil
      let mine = inOurs ? ours.digest(places.ours) : nil
      let yours = inTheirs ? theirs.digest(places.theirs) : nil
      let (holder, at) =
        inOurs ? (ours, places.ours) : inTheirs ? (theirs, places.theirs) : (base, places.base)
      if mine == yours || yours == old {
        if let mine { try Self.append(holder, at, mine, &builder) }
        if old != nil, mine == nil, yours == nil { gone.append(holder.path(at)) }
      } else if mine == old {
        if let yours { try Self.append(holder, at, yours, &builder) }
      } else {
        let conflict = Conflict(path: holder.path(at), base: old, ours: mine, theirs: yours)
        switch settle(conflict) {
        case .ours: if let mine { try Self.append(holder, at, mine, &builder) }
        case .theirs: if let yours { try Self.append(holder, at, yours, &builder) }
        case .both(let other):
          if let mine { try Self.append(holder, at, mine, &builder) }
          if let yours { extra.append((mine == nil ? conflict.path : other, yours)) }
        case .open: open.append(conflict)
        }
      }
      if inBase { places.base += 1 }
      if inOurs { places.ours += 1 }
      if inTheirs { places.theirs += 1 }
    }
    for (path, digest) in extra { try builder.append(path, digest) }
    tree = try builder.finish()
    conflicts = open
    deletedByBoth = gone
  }

  /// Whether no other tree has a smaller path at its place.
  private static func isFirst(_ tree: Tree, _ at: Int, _ others: [(Tree, Int)]) -> Bool {
    guard at < tree.count else { return false }
    return tree.withPath(at) { path in
      others.allSatisfy { other, place in
        place >= other.count || other.withPath(place) { compareBytes(path, $0) } <= 0
      }
    }
  }

  private static func append(
    _ tree: Tree, _ at: Int, _ digest: Digest, _ builder: inout TreeBuilder
  ) throws(TreeError) {
    try tree.withPath(at) { (path) throws(TreeError) in try builder.append(path, digest) }
  }
}

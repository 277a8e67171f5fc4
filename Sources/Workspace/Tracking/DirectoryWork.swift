import Files
import Hashing
import Objects

/// The difference between a directory as it is and a directory object, by one merge in path order.
struct DirectoryWork: Sendable {
  let tree: Tree
  let listing: Listing?
  /// Entries of the tree to put in place: absent ones and those of other content.
  private(set) var create: [Int] = []
  /// Entries of the listing to delete.
  private(set) var remove: [Int] = []
  /// Entries of the listing that are replaced by one of `create`.
  private(set) var replaced: [Int] = []
  /// Entries of the listing that have x bits: the peer's checkout reports a change and leaves them alone.
  private(set) var plain: [Int] = []
  /// For each entry of the tree the entry of the listing that has its content already.
  private(set) var kept: [Int?]
  /// Entries that are merely made anew as links.
  private(set) var relinked = 0

  /// - Parameter limit: path relative to the directory; only it and what is below it is looked at.
  init(tree: Tree, listing: Listing?, limit: String?, relink: Bool) {
    self.tree = tree
    self.listing = listing
    kept = [Int?](repeating: nil, count: tree.count)
    let bounds = limit.map { Array($0.utf8) }
    func isMeant(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
      guard let bounds else { return true }
      return path.starts(with: bounds)
        && (path.count == bounds.count || path[bounds.count] == UInt8(ascii: "/"))
    }
    let files = listing?.files ?? FileList.empty
    var (old, new) = (0, 0)
    while old < files.count || new < tree.count {
      let order: Int
      if old == files.count {
        order = 1
      } else if new == tree.count {
        order = -1
      } else {
        order = files.withPath(old) { left in tree.withPath(new) { comparePaths(left, $0) } }
      }
      if order < 0 {
        if files.withPath(old, isMeant) { remove.append(old) }
        old += 1
      } else if order > 0 {
        if tree.withPath(new, isMeant) { create.append(new) }
        new += 1
      } else {
        let isSame = listing?.digests[old] == tree.digest(new)
        let isOurs = tree.withPath(new, isMeant)
        if isOurs, !isSame {
          create.append(new)
          replaced.append(old)
        } else if isOurs, relink {
          create.append(new)
          relinked += 1
        } else {
          kept[new] = old
          if isOurs, files.info(old).isExecutable { plain.append(old) }
        }
        old += 1
        new += 1
      }
    }
  }

  /// Whether the directory's content or modes differ (new links alone don't count).
  var isChange: Bool { create.count > relinked || !remove.isEmpty || !plain.isEmpty }

  func leavingOut(_ missing: Set<ObjectID>) -> DirectoryWork {
    var work = self
    work.create = create.filter { !missing.contains(tree.id($0)) }
    let kept = Set(work.create)
    // What can't be replaced stays as it is.
    work.replaced = replaced.filter { old in
      listing.map { files in tree.find(files.files.path(old)).map(kept.contains) ?? false } ?? false
    }
    return work
  }
}

extension Listing {
  var hasExecutables: Bool {
    for index in 0..<files.count where files.info(index).isExecutable { return true }
    return false
  }
}

import Hashing

// Trees that differ from another in one place. None of these changes the tree they are called on.

extension Tree {
  /// Without the file `path` and without all below it; `""` empties the tree.
  public func removing(_ path: String) -> Tree {
    guard !path.isEmpty else { return Tree(algorithm: algorithm) }
    let below = range(below: path)
    var result = Tree(algorithm: algorithm)
    let file = find(path)
    for i in 0..<count where i != file && !below.contains(i) { result.copy(i, of: self) }
    return result
  }

  /// With `path` a directory holding exactly `subtree`, whatever was there; `""` gives `subtree`.
  public func replacing(_ path: String, with subtree: Tree) throws(TreeError) -> Tree {
    let rest = removing(path)
    var builder = TreeBuilder(algorithm: algorithm, expectedEntries: rest.count + subtree.count)
    try builder.append(rest, 0..<rest.count)
    try builder.append(subtree, 0..<subtree.count, below: path)
    return try builder.finish()
  }

  /// With `path` a file of this content, whatever was there.
  public func replacing(_ path: String, with file: Digest) throws(TreeError) -> Tree {
    let rest = path.isEmpty ? self : removing(path)
    var builder = TreeBuilder(algorithm: algorithm, expectedEntries: rest.count + 1)
    try builder.append(rest, 0..<rest.count)
    try builder.append(path, file)
    return try builder.finish()
  }

  /// What is below a directory, with paths relative to it; empty when there is nothing.
  public func subtree(_ directory: String) -> Tree {
    let prefix = directory.isEmpty ? 0 : directory.utf8.count + 1
    var result = Tree(algorithm: algorithm)
    for i in range(below: directory) { result.copy(i, of: self, dropping: prefix) }
    return result
  }

  /// Appends an entry that is known to sort after all others.
  private mutating func copy(_ index: Int, of other: Tree, dropping prefix: Int = 0) {
    other.withPath(index) { arena.append(contentsOf: $0.dropFirst(prefix)) }
    starts.append(UInt32(arena.count))
    hashes.append(other.digest(index))
  }
}

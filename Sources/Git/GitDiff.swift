import Files

/// A file that differs between two revisions.
public struct GitChange: Equatable, Sendable {
  public enum Kind: Sendable { case added, deleted, modified }
  public let path: String
  public let kind: Kind
}

extension GitRepository {
  /// The files that differ between two commits, sorted by bytes of the path; renames show as a deletion and
  /// an addition. Subtrees that are the same are not read.
  public func diffNames(_ old: GitID, _ new: GitID) throws(GitError) -> [GitChange] {
    var changes: [GitChange] = []
    try diff(try commit(old).tree, try commit(new).tree, "", &changes, depth: 0)
    return changes.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private func diff(
    _ old: GitID?, _ new: GitID?, _ prefix: String, _ changes: inout [GitChange], depth: Int
  ) throws(GitError) {
    guard old != new, let id = new ?? old else { return }
    guard depth < GitTree.depthLimit else { throw .malformedObject(id, detail: "tree too deep") }
    var before: [ArraySlice<UInt8>: GitTree.Entry] = [:]
    if let old { for entry in try tree(old).entries { before[entry.name] = entry } }
    if let new {
      for entry in try tree(new).entries {
        let previous = before.removeValue(forKey: entry.name)
        try compare(previous, entry, prefix, &changes, depth: depth)
      }
    }
    for (_, entry) in before { try compare(entry, nil, prefix, &changes, depth: depth) }
  }

  private func compare(
    _ old: GitTree.Entry?, _ new: GitTree.Entry?, _ prefix: String, _ changes: inout [GitChange], depth: Int
  ) throws(GitError) {
    guard old != new, let name = (new ?? old)?.text else { return }
    let path = Paths.join(prefix, name)
    let oldTree = old.flatMap { $0.isDirectory ? $0.id : nil }
    let newTree = new.flatMap { $0.isDirectory ? $0.id : nil }
    try diff(oldTree, newTree, path, &changes, depth: depth + 1)
    let hadFile = old != nil && oldTree == nil
    let hasFile = new != nil && newTree == nil
    if hadFile, hasFile {
      if old?.id != new?.id || old?.mode != new?.mode {
        changes.append(GitChange(path: path, kind: .modified))
      }
    } else if hadFile {
      changes.append(GitChange(path: path, kind: .deleted))
    } else if hasFile {
      changes.append(GitChange(path: path, kind: .added))
    }
  }
}

import Files

/// The files of one revision below one directory, read from the object database; nothing is checked out.
///
/// `kind` and `list` report symbolic links as such and submodules as `.other`; `read` follows links that
/// stay inside the repository. Directories are parsed once per repository and shared between revisions.
public struct RevisionTree: SourceTree {
  public let repository: GitRepository
  public let commit: GitID
  let root: GitID
  /// The directory this tree starts at, relative to the work tree; `""`: the top.
  public let subdirectory: String

  /// How many links one look-up may follow, as in the kernel.
  private static let linkLimit = 40

  public func read(_ path: String) throws(GitError) -> [UInt8]? {
    var path = Paths.normalize(Paths.join(subdirectory, path))
    for _ in 0..<Self.linkLimit {
      guard let step = try find(path) else { return nil }
      switch (step.entry.kind, step.rest) {
      case (.file, ""): return try repository.object(step.entry.id, .blob)
      case (.symlink, let rest):
        let target = String(decoding: try repository.object(step.entry.id, .blob), as: UTF8.self)
        guard !target.hasPrefix("/") else { return nil }
        path = Paths.normalize(Paths.join(Paths.join(Paths.parent(step.path), target), rest))
      default: return nil
      }
    }
    return nil
  }

  public func kind(_ path: String) throws(GitError) -> FileInfo.Kind? {
    let path = Paths.normalize(Paths.join(subdirectory, path))
    if path == "." { return .directory }
    guard let step = try find(path), step.rest.isEmpty else { return nil }
    return step.entry.kind
  }

  public func list(_ path: String) throws(GitError) -> [(name: String, kind: FileInfo.Kind)] {
    guard let tree = try directory(path) else { return [] }
    return tree.entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }.map { ($0.text, $0.kind) }
  }

  /// Whether the file has an executable bit; nil when there is no such file.
  public func isExecutable(_ path: String) throws(GitError) -> Bool? {
    let path = Paths.normalize(Paths.join(subdirectory, path))
    guard let step = try find(path), step.rest.isEmpty, step.entry.kind == .file else { return nil }
    return step.entry.mode & 0o111 != 0
  }

  /// Bytes of a file, of a link's target text, or of a directory as git stores it; nil when nothing is there.
  public func size(_ path: String) throws(GitError) -> Int64? {
    if let tree = try directory(path) {
      // "100644 name\0" and twenty bytes of id; a directory's mode has one digit less.
      return tree.entries.reduce(0) { $0 + Int64(($1.isDirectory ? 5 : 6) + 1 + $1.name.count + 1 + 20) }
    }
    guard let step = try find(Paths.normalize(Paths.join(subdirectory, path))), step.rest.isEmpty else {
      return nil
    }
    if step.entry.kind == .other { return 0 }
    return Int64(try repository.object(step.entry.id, .blob).count)
  }

  /// Visits everything below a directory, parents first, in byte order of names; `visit` says whether a
  /// directory is entered. Paths are relative to this tree.
  public func walk(
    _ path: String = "", _ visit: (_ path: String, _ kind: FileInfo.Kind) -> Bool
  ) throws(GitError) {
    guard let tree = try directory(path) else { return }
    try walk(tree, path, visit, depth: 0)
  }

  private func walk(
    _ tree: GitTree, _ path: String, _ visit: (String, FileInfo.Kind) -> Bool, depth: Int
  ) throws(GitError) {
    for entry in tree.entries.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
      let below = Paths.join(path, entry.text)
      guard visit(below, entry.kind), entry.isDirectory else { continue }
      guard depth < GitTree.depthLimit else { throw .malformedObject(entry.id, detail: "tree too deep") }
      try walk(try repository.tree(entry.id), below, visit, depth: depth + 1)
    }
  }

  private func directory(_ path: String) throws(GitError) -> GitTree? {
    let path = Paths.normalize(Paths.join(subdirectory, path))
    if path == "." { return try repository.tree(root) }
    guard let step = try find(path), step.rest.isEmpty, step.entry.isDirectory else { return nil }
    return try repository.tree(step.entry.id)
  }

  /// Goes down a normalised path until its end or the first thing that isn't a directory.
  func find(_ path: String) throws(GitError) -> (entry: GitTree.Entry, path: String, rest: String)? {
    let parts = path.split(separator: "/")
    guard let first = parts.first, first != "..", first != ".", !path.hasPrefix("/") else { return nil }
    var tree = try repository.tree(root)
    for (i, part) in parts.enumerated() {
      guard let entry = tree.entry(part) else { return nil }
      if i == parts.count - 1 || !entry.isDirectory {
        return (
          entry, parts[...i].joined(separator: "/"), parts[(i + 1)...].joined(separator: "/")
        )
      }
      tree = try repository.tree(entry.id)
    }
    return nil
  }
}

extension GitRepository {
  /// The files of a commit below a directory (relative to the work tree; `""`: all of them).
  public func tree(at commit: GitID, below subdirectory: String = "") throws(GitError) -> RevisionTree {
    let root = try self.commit(commit).tree
    return RevisionTree(repository: self, commit: commit, root: root, subdirectory: subdirectory)
  }
}

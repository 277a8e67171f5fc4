extension GitRepository {
  /// HEAD: the branch, or the commit when detached. Reads files only.
  public func head() throws(GitError) -> GitHead { try references.head() }

  /// The checked-out commit; nil before the first commit. Reads files only.
  public func headCommit() throws(GitError) -> GitID? { try references.head().commit }

  /// The checked-out branch; nil when HEAD is detached. Reads files only.
  public func headName() throws(GitError) -> String? {
    if case .branch(let name, _) = try references.head() { return name }
    return nil
  }

  /// Local branches, sorted by name. Reads files only.
  public func branches() throws(GitError) -> [GitReference] { try references.list("refs/heads/") }

  /// Tags, light and annotated, sorted by name. Reads files only.
  public func tags() throws(GitError) -> [GitReference] { try references.list("refs/tags/") }

  /// All references below a prefix that ends in `/`: `refs/exps/`. Reads files only.
  public func references(below prefix: String) throws(GitError) -> [GitReference] {
    try references.list(prefix)
  }

  /// The commit a user means: branch, tag, short or full id, `HEAD~1`, `main@{upstream}` and the rest of
  /// gitrevisions(7). A branch known only from `origin` is found as well.
  /// - Throws: `unknownRevision`, `ambiguousRevision`.
  public func resolve(_ revision: String) throws(GitError) -> GitID {
    if revision == "HEAD", let id = try headCommit() { return id }
    if let id = try objects.resolve(revision) { return id }
    if let id = try objects.resolve("origin/" + revision) { return id }
    throw .unknownRevision(revision)
  }

  /// The commit a reference leads to, through annotated tags; nil when it leads to a tree or a blob.
  public func commit(of reference: GitReference) throws(GitError) -> GitID? {
    if let peeled = reference.peeled { return peeled }
    return try peel(reference.target)
  }

  /// The annotated tag itself; nil for a light one.
  public func annotation(of reference: GitReference) throws(GitError) -> GitTag? {
    guard let object = try objects.read(reference.target) else { throw .missingObject(reference.target) }
    return object.kind == .tag ? try GitTag(reference.target, object.bytes) : nil
  }

  private func peel(_ id: GitID) throws(GitError) -> GitID? {
    var id = id
    // A tag may point at a tag; nobody nests them deeply.
    for _ in 0..<16 {
      guard let object = try objects.read(id) else { throw .missingObject(id) }
      switch object.kind {
      case .commit: return id
      case .tag: id = try GitTag(id, object.bytes).target
      case .tree, .blob: return nil
      }
    }
    return nil
  }
}

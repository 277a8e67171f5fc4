import Files

extension GitRepository {
  /// The list of tracked files. Read again only when the index file changed. Reads files only.
  public func index() throws(GitError) -> GitIndex {
    let path = indexPath
    guard let info = try files({ () throws(FileError) in try FileSystem.info(path) }) else {
      return GitIndex(listing: [])
    }
    if let known = indexCache.withLock({ $0 }), known.info == info { return known.index }
    let wide = try config()["extensions.objectformat"] == "sha256"
    let index: GitIndex
    do {
      index = try GitIndex.read(path, idSize: wide ? 32 : GitID.byteCount)
    } catch {
      guard case .unsupported = error else { throw error }
      index = GitIndex(listing: try program.run(["ls-files", "-z", "--full-name"]).output)
    }
    indexCache.withLock { $0 = (info, index) }
    return index
  }

  /// Whether git tracks exactly this path, or when it is a directory anything below it.
  public func isTracked(_ path: String) throws(GitError) -> Bool {
    let path = try location.relative(path)
    let index = try index()
    return index.contains(path) || !index.range(below: path).isEmpty
  }

  /// The tracked paths below a directory, relative to the work tree, sorted by bytes.
  public func trackedPaths(below directory: String = "") throws(GitError) -> [String] {
    let index = try index()
    return index.range(below: try location.relative(directory)).map { index.path($0) }
  }

  private var indexPath: String {
    guard let named = environment["GIT_INDEX_FILE"] else { return location.gitDirectory + "/index" }
    // Set by a git that runs us as a hook: of this repository, or of another one.
    let base = location.workTree ?? location.gitDirectory
    if let directory = environment["GIT_DIR"], absolutePath(directory, in: base) != location.gitDirectory {
      return location.gitDirectory + "/index"
    }
    return absolutePath(named, in: base)
  }
}

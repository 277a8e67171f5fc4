import Exchange
import Files
import Git
import Hashing
import Insight
import Objects
import Remotes
import Workspace

extension Session {
  /// What is in a directory of a project, or the file itself.
  /// - Returns: items in the order of their paths, which are relative to the directory; `isSingle` when a file was
  ///   asked for.
  /// - Throws: `FileError` for a path that isn't there, `GitError` for a revision or a repository that can't be had.
  public func list(_ options: ListOptions) throws -> [ListedItem] {
    try withListing(options, .init(dvcOnly: options.dvcOnly)) { listing, path in
      let top = try listing.item(path)
      guard top.isDirectory || path.isEmpty else {
        var item = top
        item.path = String(top.name)
        return [item]
      }
      var items: [ListedItem] = []
      let level = options.recursive ? options.level : 1
      try listing.walk(path, level: level) { item, depth in
        // Of a recursive listing only the ends are shown.
        if options.recursive, item.isDirectory, depth != level { return }
        var item = item
        if !path.isEmpty { item.path = String(item.path.dropFirst(path.count + 1)) }
        items.append(item)
      }
      return items.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }
  }

  /// The same as a tree: the directory itself, then all below it with their depth, parents first.
  public func listTree(_ options: ListOptions) throws -> [(item: ListedItem, depth: Int)] {
    try withListing(options, .init(dvcOnly: options.dvcOnly)) { listing, path in
      let top = try listing.item(path)
      var items = [(item: top, depth: 0)]
      guard top.isDirectory || path.isEmpty else { return items }
      try listing.walk(path, level: options.level) { items.append(($0, $1)) }
      return items
    }
  }

  /// How large the things in a directory are; the last row is the whole.
  public func diskUsage(_ options: ListOptions) throws -> [(path: String, size: Int64)] {
    try withListing(options, .init(showsOurFiles: false)) { listing, path in
      /// nil where some size is not known.
      func known(_ item: ListedItem) throws -> Int64? {
        guard item.isDirectory else { return item.size }
        var sum: Int64? = 0
        for child in try listing.children(of: item.path) {
          let size = try known(child)
          sum = sum.flatMap { sum in size.map { sum + $0 } }
        }
        // What isn't checked out is known as a whole only.
        return sum ?? (item.isOutput ? item.size : nil)
      }
      func total(_ item: ListedItem) throws -> Int64 {
        if let size = try known(item) { return size }
        return try listing.children(of: item.path).reduce(0) { $0 + (try total($1)) }
      }
      let top = try listing.item(path)
      guard top.isDirectory || path.isEmpty else { return [(path, top.size ?? 0)] }
      var rows = try listing.children(of: path).map { (path: $0.path, size: try total($0)) }
      rows.append((path, rows.reduce(0) { $0 + $1.size }))
      return rows
    }
  }

  private func withListing<Result>(
    _ options: ListOptions, _ scope: ProjectListing.Scope, _ body: (ProjectListing, String) throws -> Result
  ) throws -> Result {
    // Below the project's root, where nothing leads out.
    let path = String(Paths.normalize("/" + (options.path ?? "")).drop { $0 == "/" })
    if options.url.contains("://") || options.url.hasPrefix("git@") {
      let top = try FileSystem.makeTemporaryDirectory(
        in: environment["TMPDIR"] ?? "/tmp", prefix: "cairn-ls-")
      defer { _ = try? FileSystem.removeTree(top) }
      let place = Paths.join(top, "clone")
      _ = try GitRepository.clone(
        options.url, to: place, revision: options.revision, checkout: true,
        environment: GitEnvironment(environment.variables))
      return try listing(place, nil, options, scope, path, body)
    }
    let directory = Paths.absolute(options.url, in: environment.workingDirectory)
    guard try FileSystem.info(directory)?.isDirectory == true else {
      throw GitError.notARepository(path: directory)
    }
    return try listing(directory, options.revision, options, scope, path, body)
  }

  private func listing<Result>(
    _ directory: String, _ revision: String?, _ options: ListOptions, _ scope: ProjectListing.Scope,
    _ path: String,
    _ body: (ProjectListing, String) throws -> Result
  ) throws -> Result {
    let root: String
    do {
      root = try RepositoryLocator.find(from: directory)
    } catch WorkspaceError.notARepository {
      let top = try GitLocation.discover(from: directory)?.workTree ?? directory
      return try body(ProjectListing(root: top, revision: nil, index: nil, scope: scope) { _ in nil }, path)
    }
    let repository = try open(root: root)
    var tree: RevisionTree?
    if let revision {
      guard let git = try repository.git() else { throw UsageError.needsGit }
      let inside = try git.location.relative(root)
      tree = try git.tree(at: git.resolve(revision), below: inside == "." ? "" : inside)
    }
    let index = try tree.map { try repository.index(at: $0) } ?? repository.index()
    var remote: (any Remote)?
    let listing = ProjectListing(root: root, revision: tree, index: index, scope: scope) { id in
      let store = try repository.store
      if try !store.exists(id) {
        if remote == nil {
          remote = try? RemoteFactory(repository: repository, jobs: nil).remote(options.remote)
        }
        guard let remote, try remote.download([id], into: store).failures.isEmpty else { return nil }
      }
      return try store.tree(id)
    }
    return try body(listing, path)
  }
}

import Documents
import Exchange
import Files
import Insight
import Workspace

extension Session {
  /// What is in a directory of a project, or the file itself.
  /// - Returns: items in the order of their paths, which are relative to the directory; `isSingle` when a file was
  ///   asked for.
  /// - Throws: `FileError` for a path that isn't there, `GitError` for a revision or a repository that can't be had.
  public func list(_ options: ListOptions) throws -> [ListedItem] {
    // The whole of a project is told as seen from where one stands in it.
    let up = options.path?.isEmpty == false ? "" : try String(repeating: "../", count: depth(options))
    return try withListing(options, .init(dvcOnly: options.dvcOnly)) { listing, path, _ in
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
        item.path = up + item.path
        items.append(item)
      }
      return items.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }
  }

  /// The same as a tree: the directory itself, then all below it with their depth, parents first.
  public func listTree(_ options: ListOptions) throws -> [(item: ListedItem, depth: Int)] {
    try withListing(options, .init(dvcOnly: options.dvcOnly)) { listing, path, _ in
      let top = try listing.item(path)
      var items = [(item: top, depth: 0)]
      guard top.isDirectory || path.isEmpty else { return items }
      try listing.walk(path, level: options.level) { items.append(($0, $1)) }
      return items
    }
  }

  /// How large the things in a directory are; the last row is the whole.
  public func diskUsage(_ options: ListOptions) throws -> [(path: String, size: Int64)] {
    try withListing(options, .init(showsOurFiles: false)) { listing, path, place in
      /// The size as far as it is known, and whether that is all of it.
      func measure(_ item: ListedItem) throws -> (size: Int64, isWhole: Bool) {
        guard item.isDirectory else { return (item.size ?? 0, item.size != nil) }
        var (sum, isWhole): (Int64, Bool) = (0, true)
        let children: [ListedItem]
        do {
          children = try listing.children(of: item.path)
        } catch let error as ImportError {
          guard case .directoryMissing = error, item.isOutput, !item.isPresent, let size = item.size else {
            throw error
          }
          return (size, true)
        }
        for child in children {
          let part = try measure(child)
          sum = sum.adding(clamped: part.size)
          isWhole = isWhole && part.isWhole
        }
        // What isn't checked out is known as a whole only.
        if !isWhole, item.isOutput, let size = item.size { return (size, true) }
        return (sum, isWhole)
      }
      let top = try listing.item(path)
      guard top.isDirectory || path.isEmpty else { return [(place + path, top.size ?? 0)] }
      var rows = try listing.children(of: path).map { (path: place + $0.path, size: try measure($0).size) }
      let whole = path.isEmpty && place.hasSuffix("/") ? String(place.dropLast()) : place + path
      rows.append((whole, rows.reduce(0) { $0.adding(clamped: $1.size) }))
      return rows
    }
  }

  /// - Parameter body: gets the listing, the path in it, and what leads to a project inside the one asked for.
  private func withListing<Result>(
    _ options: ListOptions, _ scope: ProjectListing.Scope,
    _ body: (ProjectListing, String, String) throws -> Result
  ) throws -> Result {
    var wanted = options.source
    wanted.url = options.url
    wanted.revision = options.revision
    wanted.remote = options.remote
    let source = try source(wanted)
    // Below the project's root, where nothing leads out; from where one stands when that is in the project.
    var path = ""
    if let asked = options.path, !asked.isEmpty {
      let here = try standing(options)
      path = String(Paths.normalize("/" + Paths.join(here ?? "", asked)).drop { $0 == "/" })
    }
    guard let listed = try source.listed(path) else { throw FileError("read", path, errno: 2) }
    let listing = ProjectListing(
      root: listed.root, revision: listed.revision, index: listed.index, scope: scope, tree: listed.tree)
    var place = String(path.dropLast(listed.path.count))
    if !place.isEmpty, !place.hasSuffix("/") { place += "/" }
    return try body(listing, listed.path, place)
  }

  /// The working directory inside the workspace that is listed; nil when it is elsewhere.
  private func standing(_ options: ListOptions) throws -> String? {
    guard options.revision == nil, !DataLocation.isURL(options.url) else { return nil }
    let asked = Paths.absolute(options.url, in: environment.workingDirectory)
    guard let root = try? RepositoryLocator.find(from: asked),
      Paths.isInside(environment.workingDirectory, root)
    else { return nil }
    return Paths.relative(environment.workingDirectory, to: root)
  }

  private func depth(_ options: ListOptions) throws -> Int {
    try standing(options)?.split(separator: "/").count ?? 0
  }
}

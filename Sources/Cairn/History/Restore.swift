import Exchange
import Files
import Git
import Hashing
import Manifests
import Objects
import Workspace

/// Brings one artifact of any revision into the workspace.
public struct RestoreOptions: Sendable {
  public var revision = "HEAD"
  public var paths: [String] = []
  public var force = false

  public init() {}
}

/// Nothing at that path in that revision.
public struct NotInRevision: Error, Sendable {
  public let path: String
  public let revision: String
}

extension Session {
  /// Data and, for what a `.dvc` file tracks, that file: as they were in a revision. Fetches only what it needs.
  /// - Throws: `WorkspaceError.unsavedFiles` before anything is touched, ``NotInRevision``, transfer errors.
  public func restore(_ options: RestoreOptions) throws -> Outcome<Checkout.Report> {
    try changing { repository in
      let (tree, index) = try revision(options.revision, repository)
      var items: [Checkout.Item] = []
      var pointers: Set<String> = []
      for word in options.paths {
        let path = Paths.absolute(word, in: environment.workingDirectory)
        let key = repository.key(of: path)
        if let holder = index.output(holding: path) {
          items.append(.init(index[holder], limit: path))
          let stage = index.stages[holder.stage]
          // A part of a directory alone doesn't make the workspace what the pointer says.
          if stage.isPointer, index[holder].location.inside == key { pointers.insert(stage.file) }
        } else if let stage = index.stages.first(where: { $0.isPointer && $0.file == key }) {
          items += stage.outputs.map { .init($0) }
          pointers.insert(stage.file)
        } else {
          throw NotInRevision(path: word, revision: options.revision)
        }
      }
      var wishes = Wishes()
      wishes.add(try Self.lacking(items, repository), root: repository.root)
      if !wishes.isEmpty {
        try eachRemote(wishes, repository, RemoteSelection()) { remote, _, wishes in
          let report = try Fetcher(repository: repository, remote: remote).fetch(wishes)
          // What is nowhere is told by the checkout.
          for failure in report.failures {
            if case StoreError.missing = failure.error { continue }
            throw failure.error
          }
        }
        try repository.completeTreesChanged()
      }
      for (item, word) in zip(items, options.paths) where items.count == options.paths.count {
        guard let limit = item.limit, let whole = item.output.location.absolute(root: repository.root),
          limit != whole, let id = item.output.recorded.object, id.isTree, try repository.store.contains(id)
        else { continue }
        let members = try repository.store.tree(id)
        let inside = Paths.relative(limit, to: whole)
        if members.find(inside) == nil, members.range(below: inside).isEmpty {
          throw NotInRevision(path: word, revision: options.revision)
        }
      }
      let report = try Checkout(repository, .init(force: options.force)).run(items)
      for file in pointers.sorted() {
        guard report.failed.isEmpty, let bytes = try tree.read(file) else { continue }
        let path = Paths.join(repository.root, file)
        if try repository.writeTracked(bytes, to: path) { repository.noteChange(of: path) }
      }
      return report
    }
  }

  /// The bytes of a file in a revision: of tracked data, or of git's files.
  /// - Parameter body: called with pieces of them.
  public func cat(_ word: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    let repository = try open()
    guard let colon = word.firstIndex(of: ":") else { throw NotInRevision(path: word, revision: "") }
    let name = word[..<colon].isEmpty ? "HEAD" : String(word[..<colon])
    let file = String(word[word.index(after: colon)...])
    let path = Paths.absolute(file, in: environment.workingDirectory)
    let (tree, index) = try revision(name, repository)
    let key = repository.key(of: path)
    guard let holder = index.output(holding: path), var id = index[holder].recorded.object else {
      guard let bytes = try tree.read(key) else { throw NotInRevision(path: file, revision: name) }
      return try bytes.withUnsafeBytes(body)
    }
    let output = index[holder]
    let store = try repository.store
    func bring(_ id: ObjectID) throws {
      if try store.contains(id, verified: true) { return }
      let remote = try RemoteFactory(repository: repository, jobs: nil).remote(
        output.entry.remote, for: [output], root: index.root)
      if id.isTree {
        _ = try Fetcher(repository: repository, remote: remote).fetchTrees([id])
      } else {
        _ = try remote.download([id], into: store)
      }
    }
    try bring(id)
    if id.isTree {
      let members = try store.tree(id)
      guard let whole = output.location.inside, whole != key,
        let at = members.find(Paths.relative(key, to: whole))
      else { throw NotInRevision(path: file, revision: name) }
      id = members.id(at)
      try bring(id)
    }
    try store.readPieces(of: id, body)
  }

  private func revision(_ name: String, _ repository: Repository) throws -> (RevisionTree, Index) {
    guard let git = try repository.git() else { throw UsageError.needsGit }
    let inside = try git.location.relative(repository.root)
    let tree = try git.tree(at: git.resolve(name), below: inside == "." ? "" : inside)
    return (tree, try repository.index(at: tree))
  }

  /// Outputs of which the cache lacks something.
  private static func lacking(_ items: [Checkout.Item], _ repository: Repository) throws -> [Output] {
    let detector = ChangeDetector(repository)
    return try items.map(\.output).filter { output in
      guard let id = output.recorded.object else { return false }
      return try !detector.isInCache(id)
    }
  }
}

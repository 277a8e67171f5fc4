import Files
import Git
import Hashing
import Workspace

/// What `diff` found, everything in path order.
public struct DiffReport: Sendable {
  public var changes: [PathChange] = []
  /// Objects of the old revision that the cache lacks; nil unless the workspace is compared.
  public var notInCache: [(path: String, id: ObjectID)]?

  public init() {}
}

extension Session {
  /// Compares the tracked data of two revisions, or of a revision and the workspace, member by member.
  /// - Throws: ``UsageError/needsGit``, ``UsageError/diffTargetMissing(path:)``, `GitError.unknownRevision`,
  ///   `WorkspaceError`, `FileError`, `Cancelled`.
  public func diff(_ options: DiffOptions) throws -> DiffReport {
    try withRepository(isReading: true) { repository in
      guard let git = try repository.git() else { throw UsageError.needsGit }
      var report = DiffReport()
      if [nil, "HEAD"].contains(options.old), options.new == nil, try git.headCommit() == nil {
        return report
      }
      let source = MemberSource(repository)
      func revision(_ name: String) throws -> TrackedData {
        let tree = try git.tree(at: git.resolve(name), below: repository.pathInGit)
        return TrackedData(try repository.index(at: tree), withoutHash: true)
      }
      let words = try options.targets.map { try diffTargets($0, repository) }
      let targets = words.flatMap { $0 }
      var old = try revision(options.old ?? "HEAD")
      var new: TrackedData
      if let name = options.new {
        new = try revision(name)
      } else {
        new = try TrackedData(
          workspaceOf: repository.index(), targets: targets, ChangeDetector(repository, brokenLinks: .leftOut)
        )
      }
      old.restrict(to: targets)
      new.restrict(to: targets)
      for (paths, word) in zip(words, options.targets) {
        guard try paths.contains(where: { try old.contains($0, source) || new.contains($0, source) }) else {
          throw UsageError.diffTargetMissing(path: word)
        }
      }
      // A directory whose members the other side tracks one by one is still there.
      func staysDirectory(_ change: PathChange) -> Bool {
        guard change.isDirectory else { return false }
        switch change.kind {
        case .deleted: return new.items.contains { Paths.isInside($0.path, change.path) }
        case .added: return old.items.contains { Paths.isInside($0.path, change.path) }
        default: return false
        }
      }
      report.changes = try Comparison.run(source, from: old, to: new, granular: true).changes
        .filter { $0.turn == .none && !staysDirectory($0) }.pairingRenames()
      if options.new == nil {
        report.notInCache = try MissingObjects(repository, source).paths(of: old, granular: true)
          .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
      }
      return report
    }
  }

  /// The root-relative paths that a word means: a path, or the outputs of a pointer file.
  private func diffTargets(_ word: String, _ repository: Repository) throws -> [String] {
    let path = Paths.relative(Paths.absolute(word, in: environment.workingDirectory), to: repository.root)
    let index = try repository.index()
    guard let pointer = index.stage(Stage.ID(file: path, name: nil)) else { return [path] }
    return pointer.outputs.compactMap(\.location.inside)
  }
}

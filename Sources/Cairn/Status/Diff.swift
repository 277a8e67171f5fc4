import Files
import Git
import Hashing
import Workspace

/// What `diff` found, everything in path order.
public struct DiffReport: Sendable {
  public var changes: [PathChange] = []
  /// Objects of the old revision that the cache lacks; nil unless the workspace is compared and they were asked for.
  public var notInCache: [(path: String, id: ObjectID)]?
  /// The workspace was compared.
  public var isWorkspace = false

  public init() {}
}

extension Session {
  /// Compares the tracked data of two revisions, or of a revision and the workspace, member by member.
  /// - Throws: ``UsageError/needsGit``, ``UsageError/diffTargetMissing(path:)``, `GitError.unknownRevision`,
  ///   `WorkspaceError`, `FileError`, `Cancelled`.
  public func diff(_ options: DiffOptions) throws -> DiffReport {
    try withRepository { repository in
      guard let git = try repository.git() else { throw UsageError.needsGit }
      var report = DiffReport()
      if options.old == nil, options.new == nil, try git.headCommit() == nil { return report }
      let source = MemberSource(repository)
      func revision(_ name: String) throws -> TrackedData {
        let tree = try git.tree(at: git.resolve(name), below: repository.pathInGit)
        return TrackedData(try repository.index(at: tree), withoutHash: true)
      }
      let targets = options.targets.map {
        Paths.relative(Paths.absolute($0, in: environment.workingDirectory), to: repository.root)
      }
      var old = try revision(options.old ?? "HEAD")
      var new: TrackedData
      if let name = options.new {
        new = try revision(name)
      } else {
        report.isWorkspace = true
        new = try TrackedData(workspaceOf: repository.index(), targets: targets, ChangeDetector(repository))
      }
      old.restrict(to: targets)
      new.restrict(to: targets)
      for (target, word) in zip(targets, options.targets) {
        guard try old.contains(target, source) || new.contains(target, source) else {
          throw UsageError.diffTargetMissing(path: word)
        }
      }
      report.changes = try Comparison.run(source, from: old, to: new, granular: true).changes.pairingRenames()
      if report.isWorkspace, !options.hideMissing {
        report.notInCache = try MissingObjects(repository, source).paths(of: old, granular: true)
          .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
      }
      return report
    }
  }
}

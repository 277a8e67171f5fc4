import Exchange
import Files
import Git
import Hashing
import Workspace

/// What `data status` found. Paths are relative to the root.
public struct DataStatusReport: Sendable {
  /// A path; directories are told from files.
  public struct Path: Sendable {
    public let path: String
    public let isDirectory: Bool
  }

  /// Recorded objects that the cache lacks.
  public var notInCache: [Path] = []
  /// Recorded objects that the remote lacks; only on request.
  public var notInRemote: [Path] = []
  /// From the last commit to the files of ours in the workspace.
  public var committed: [PathChange] = []
  /// From these files to the data.
  public var uncommitted: [PathChange] = []
  /// Files git neither tracks nor ignores, as the user would type them; only on request.
  public var untracked: [String] = []
  /// The same in all three; only on request.
  public var unchanged: [Path] = []
  /// Files of git changed; untracked ones count when they were asked for.
  public var isGitDirty = false
  /// There is no commit yet.
  public var isGitEmpty = false

  public init() {}
}

extension Session {
  /// Compares the last commit, the files of ours, and the data (formats §6). Each directory is walked once.
  /// - Parameters:
  ///   - looksAtGit: fill in ``DataStatusReport/isGitDirty``.
  /// - Throws: `WorkspaceError`, `GitError`, `FileError`, `ConfigError` for the remote, `Cancelled`.
  public func dataStatus(_ options: DataStatusOptions, looksAtGit: Bool) throws -> DataStatusReport {
    try withRepository(isReading: true) { repository in
      repository.state.isDistrusted = options.verify
      let index = try repository.index()
      let source = MemberSource(repository, elsewhere: RemoteTrees(self, repository, index).tree)
      var recorded = TrackedData(index, withoutHash: false)
      // The peer takes targets from the root, wherever the user is.
      let targets = options.targets.map(Paths.normalize)
      recorded.restrict(to: targets)
      let data = try TrackedData(
        workspaceOf: index, targets: targets, ChangeDetector(repository, brokenLinks: .leftOut))

      var report = DataStatusReport()
      let git = try repository.git()
      if let git, let head = try git.headCommit() {
        var committed = TrackedData(
          try repository.index(at: git.tree(at: head, below: repository.pathInGit)), withoutHash: false)
        committed.restrict(to: targets)
        report.committed = try Comparison.run(
          source, from: committed, to: recorded, granular: options.granular, tellsUnknown: true
        ).changes.pairingRenames()
      } else if git != nil {
        report.isGitEmpty = true
        report.committed = try Comparison.run(
          source, from: TrackedData(), to: recorded, granular: options.granular
        )
        .changes
      }
      let uncommitted = try Comparison.run(
        source, from: recorded, to: data, granular: options.granular, keepsUnchanged: options.unchanged,
        tellsUnknown: true)
      report.uncommitted = uncommitted.changes.pairingRenames()
      if options.unchanged {
        let touched = Set(report.committed.filter { $0.kind != .deleted }.map(\.path))
        report.unchanged = uncommitted.unchanged.filter { !touched.contains($0.path) }
          .map { .init(path: $0.path, isDirectory: $0.id?.isTree ?? false) }
      }
      report.notInCache = try MissingObjects(repository, source).paths(
        of: recorded, granular: options.granular
      )
      .map { .init(path: $0.path, isDirectory: $0.id.isTree) }
      if options.notInRemote {
        report.notInRemote = try missingInRemote(recorded, source, options, repository)
      }
      if let git, looksAtGit || options.untracked {
        let status = try git.status(options.untracked ? .all : .none)
        report.isGitDirty = !status.changed.isEmpty || !status.untracked.isEmpty
        if options.untracked, let top = git.location.workTree {
          let paths = status.untracked.map { Paths.join(top, $0) }
          report.untracked = paths.filter { path in
            let inside = Paths.relative(path, to: repository.root)
            return targets.isEmpty || targets.contains { $0 == inside || Paths.isInside(inside, $0) }
          }.map(repository.display)
        }
      }
      return report
    }
  }

  private func missingInRemote(
    _ data: TrackedData, _ source: MemberSource, _ options: DataStatusOptions, _ repository: Repository
  ) throws -> [DataStatusReport.Path] {
    let factory = RemoteFactory(repository: repository, jobs: nil)
    // A remote that was asked for must exist; without any, nothing is there.
    if options.remote != nil { _ = try factory.remote(options.remote, for: []) }
    let outputs = try repository.index().stages.flatMap(\.outputs)
    return try MissingObjects(repository, source).paths(of: data, granular: options.granular) { ids, own in
      guard let name = options.remote ?? own ?? repository.core.remote else { return ids }
      let remote = try factory.remote(name, for: outputs, root: repository.root)
      return try remote.missing(
        ids, progress: repository.progress, cancellation: repository.cancellation)
    }.map { .init(path: $0.path, isDirectory: $0.id.isTree) }
  }
}

extension Repository {
  /// The project root relative to git's work tree; `""` at its top.
  var pathInGit: String {
    guard let top = gitLocation?.workTree else { return "" }
    let path = Paths.relative(root, to: top)
    return path == "." ? "" : path
  }
}

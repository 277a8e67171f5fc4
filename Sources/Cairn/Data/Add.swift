import Exchange
import Files
import Hashing
import Manifests
import Objects
import Pipeline
import Workspace

extension Session {
  /// Starts tracking files and directories: their bytes go into the cache, a pointer file beside each says which.
  ///
  /// Everything is checked before anything is stored; objects are on disk before the pointer that names them.
  /// - Returns: the pointer files, root-relative.
  /// - Throws: `WorkspaceError`, `StoreError`, `FileError`, ``UsageError``, `Cancelled`.
  public func add(_ options: AddOptions) throws -> Outcome<[String]> {
    if options.out != nil, options.targets.count > 1 { throw UsageError.severalTargetsWithOut }
    if !options.toRemote, options.remote.name != nil { throw UsageError.remoteWithoutToRemote }
    if options.toRemote, options.targets.count > 1 { throw UsageError.severalTargetsToRemote }
    if let source = options.targets.first {
      if options.toRemote { return try addToRemote(source, options) }
      if let out = options.out { return try addOut(source, to: out, options) }
    }
    return try changing { repository in
      let targets =
        options.glob ? try Glob.expand(options.targets, in: environment.workingDirectory) : options.targets
      try targets.forEach { try refuseURL($0, repository) }
      let index = try repository.index()
      let planner = AddPlanner(repository: repository, index: index, mayBeInGit: options.mayBeInGit)
      let additions = try planner.plan(targets)
      // Nothing is added to a project whose stages are at odds with each other.
      _ = try Graph(index, workingDirectory: repository.workingDirectoryInside)
      let tracker = DataTracker(repository: repository) { try self.bringTree($0, index, repository) }
      try tracker.track(additions, store: !options.noCommit, relink: !options.noCommit && !options.noRelink)
      return additions.map(\.file)
    }
  }

  /// The record of a directory of which only a part is here and tracked again, from its remote if there is one.
  private func bringTree(_ id: ObjectID, _ index: Index, _ repository: Repository) throws {
    guard let output = index.stages.lazy.flatMap(\.outputs).first(where: { $0.recorded.object == id }) else {
      return
    }
    do {
      let remote = try RemoteFactory(repository: repository, jobs: nil).remote(
        output.entry.remote, for: [output], root: index.root)
      _ = try Fetcher(repository: repository, remote: remote).fetchTrees([id])
    } catch ConfigError.noDefaultRemote {
      // What is missing is said by whoever needs it.
    }
  }

  /// What lies elsewhere is tracked by `import-url`, or brought here with `--out`.
  private func refuseURL(_ target: String, _ repository: Repository) throws {
    guard DataLocation.isURL(target) else { return }
    let source = try externalSources(repository).source(target)
    throw WorkspaceError.outputOutsideProject(paths: [source.localPath ?? target])
  }
}

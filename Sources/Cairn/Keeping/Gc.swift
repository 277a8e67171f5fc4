import Exchange
import Files
import Git
import Hashing
import Manifests
import Remotes
import Workspace

/// What `gc` did.
public struct GcReport: Sendable {
  public var cache: [Collector.Part] = []
  /// Empty unless the remote was collected too.
  public var remote: [Collector.Part] = []
  /// Directory objects neither here nor on the remote.
  public var missingTrees: [ObjectID] = []
}

extension Session {
  /// Takes objects out of the cache (and deletes them on a remote) that nothing in the scope uses.
  ///
  /// Kept whatever the scope: what the workspace, experiments, git's stashes, an unfinished merge or rebase, what is
  /// staged, other work trees and projects with the same cache and the run cache name; files that a directory object may name which is nowhere to be found (unless `skipFailed`).
  /// What is taken out of the cache waits in the ``Attic`` for a week.
  /// - Throws: `ConfigError` without a remote where one is needed, `GitError` for an unknown revision, errors of
  ///   revisions that can't be read unless `skipFailed`, `Cancelled`. Nothing was taken away then.
  public func gc(_ options: GcOptions) throws -> GcReport {
    if options.notInRemote, options.cloud { throw UsageError.notInRemoteWithCloud }
    return try withRepository { repository in
      var used = UsedObjects()
      let scope = GcScope(session: self, options: options)
      try scope.add(repository, to: &used)
      var others: [Repository] = []
      defer { for other in others { other.lock.release() } }
      for path in options.projects {
        let place = Paths.absolute(path, in: environment.workingDirectory)
        guard try FileSystem.info(place)?.isDirectory == true else {
          throw WorkspaceError.projectMissing(path: path)
        }
        let root = try RepositoryLocator.find(from: place)
        if root == repository.root || others.contains(where: { $0.root == root }) { continue }
        let other = try open(root: root)
        // Not for ever: it may be waiting for us.
        try other.lock.acquire(wait: false, cancellation: cancellation)
        others.append(other)
        try scope.add(other, to: &used)
      }
      try scope.addNeighbours(repository, &others, to: &used)

      let remote = try scope.remote(repository)
      // With `--cloud` they are collected as well.
      let own =
        try options.cloud || options.notInRemote
        ? remote.map { try scope.ownRemotes(repository, except: $0) } ?? [] : []
      let remotes = own.map(\.remote) + (remote.map { [$0] } ?? [])
      var names = try UsedNames(used, in: repository, remotes: remotes)
      var report = GcReport()
      report.missingTrees = names.missingTrees
      if options.notInRemote, let remote {
        names.keep(only: try lacking(names.ids, remote, own, repository))
      }
      let collector = Collector(
        repository: repository, used: names, ignoresUnknownTrees: options.skipFailed, dryRun: options.dryRun,
        locked: Set(others.filter(\.lock.isHeld).map(\.root)))
      if !options.dryRun { _ = try Attic(repository).expire() }
      report.cache = try collector.collectCache(now: scope.now, reason: environment.commandLine)
      if options.cloud {
        for remote in remotes { report.remote += try collector.collect(remote) }
      }
      return report
    }
  }

  /// Those that are not where they would be fetched from.
  private func lacking(
    _ ids: [ObjectID], _ remote: any Remote, _ own: [(remote: any Remote, used: UsedObjects)],
    _ repository: Repository
  ) throws -> [ObjectID] {
    func missing(_ ids: [ObjectID], _ remote: any Remote) throws -> [ObjectID] {
      try remote.missing(ids, progress: repository.progress, cancellation: cancellation)
    }
    var elsewhere: Set<ObjectID> = []
    var lacking: [ObjectID] = []
    for (remote, used) in own {
      let ids = try UsedNames(used, in: repository, remotes: [remote]).ids
      elsewhere.formUnion(ids)
      lacking += try missing(ids, remote)
    }
    return try lacking + missing(ids.filter { !elsewhere.contains($0) }, remote)
  }

  /// What collections took and still can be had back, the newest first.
  public func collections() throws -> [Attic.Batch] { try Attic(open()).batches() }

  /// Brings back what a collection took.
  /// - Parameter id: nil: the newest.
  /// - Returns: nil when there is none.
  /// - Throws: ``UsageError/noSuchCollection(id:known:)``
  public func restoreCollection(_ id: String?) throws -> (batch: Attic.Batch, objects: Int)? {
    try withRepository { repository in
      let attic = try Attic(repository)
      let batches = try attic.batches()
      guard let batch = id.map({ id in batches.first { $0.id == id } }) ?? batches.first else {
        if let id { throw UsageError.noSuchCollection(id: id, known: batches.map(\.id)) }
        return nil
      }
      let count = try attic.restore(batch, cancellation: cancellation)
      try repository.completeTreesChanged()
      return (batch, count)
    }
  }

  /// Deletes for good what collections took.
  /// - Parameter age: collections at least this old, in seconds; nil: those past their week.
  public func expireCollections(olderThan age: Int64?) throws -> [Attic.Batch] {
    try withRepository { try Attic($0).expire(olderThan: age.map { $0 * 1_000_000_000 }) }
  }
}

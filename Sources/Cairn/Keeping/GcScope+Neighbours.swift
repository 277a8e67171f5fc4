import Files
import Git
import Objects
import Workspace

/// Other projects that are known to have the same cache (``CacheUsers``).
extension GcScope {
  /// What they use: all of their commits, as only their own collections may judge what is old there; of projects in
  /// the same git repository what the options say.
  /// - Parameter others: projects that are locked already, and those that are locked here.
  func addNeighbours(
    _ repository: Repository, _ others: inout [Repository], to used: inout UsedObjects
  ) throws {
    let store = try repository.store
    let users = CacheUsers(store)
    let common = repository.gitLocation?.commonDirectory
    for root in users.roots() where root != repository.root && !others.contains(where: { $0.root == root }) {
      try session.cancellation.check()
      guard FileSystem.exists(Paths.join(root, Repository.directoryName)) else {
        if options.dryRun { continue }
        session.events.receive(
          .warning("'\(root)' used this cache and is gone: what only it used is collected"))
        users.remove(root)
        continue
      }
      do {
        let other = try session.open(root: root)
        guard try CacheUsers.isSame(other.store, store) else {
          if !options.dryRun { users.remove(root) }
          continue
        }
        let isOfOurs = common != nil && other.gitLocation?.commonDirectory == common
        if isOfOurs, try isWorkTree(other, of: repository) { continue }
        // Where we may not write, the age of what it stores has to do. Not for ever, as it may be waiting for us.
        try other.lock.acquire(wait: false, isNeeded: false, cancellation: session.cancellation)
        others.append(other)
        var scope = self
        if !isOfOurs { scope.options = Self.everything(skipFailed: options.skipFailed) }
        try scope.add(other, to: &used)
      } catch {
        if !options.skipFailed { throw error }
        session.events.receive(.warning("failed to collect '\(root)', skipping"))
      }
    }
  }

  /// Whether it is the same project in another work tree, which has been looked at.
  private func isWorkTree(_ other: Repository, of repository: Repository) throws -> Bool {
    guard let a = other.gitLocation, let b = repository.gitLocation else { return false }
    return try a.workTree != b.workTree && a.relative(other.root) == b.relative(repository.root)
  }

  private static func everything(skipFailed: Bool) -> GcOptions {
    var options = GcOptions()
    options.workspace = true
    options.revisions.allCommits = true
    options.allExperiments = true
    options.skipFailed = skipFailed
    // The cache is the same: its runs have been counted.
    options.runCache = false
    return options
  }
}

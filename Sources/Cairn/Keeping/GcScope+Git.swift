import Files
import Git
import Manifests
import Workspace

/// What is kept although no option asks for it: that somebody is in the middle of something needs no flag.
extension GcScope {
  /// Experiments, stashes, an unfinished merge or rebase and what is staged. With `--all-commits` also what references
  /// lead to that are neither branches nor tags. What can't be read there is no reason to stop.
  func addUnasked(
    _ repository: Repository, _ git: GitRepository, _ seen: inout Set<GitID>, to used: inout UsedObjects
  ) throws {
    var commits = ((try? experiments(git)) ?? []) + stashes(git) + git.pendingCommits()
    if options.revisions.allCommits { commits += git.otherCommits() }
    try add(commits, repository, git, &seen, to: &used)
    // What the last commit has as well is a matter of the options.
    let changed = (try? git.stagedChanges().map(\.path)).map(Set.init)
    try addStaged(
      repository, git, leavingOut: { Self.isRecord($0) && changed?.contains($0) == false }, to: &used)
  }

  private func add(
    _ commits: [GitID], _ repository: Repository, _ git: GitRepository, _ seen: inout Set<GitID>,
    to used: inout UsedObjects
  ) throws {
    for commit in commits where seen.insert(commit).inserted {
      try session.cancellation.check()
      if let tree = try? git.tree(at: commit, below: inside(repository)),
        let index = try? repository.readableIndex(at: tree)
      {
        used.add(index)
      }
    }
  }

  private func addStaged(
    _ repository: Repository, _ git: GitRepository, leavingOut isLeftOut: (String) -> Bool = { _ in false },
    to used: inout UsedObjects
  ) throws {
    for tree in (try? git.indexTrees(below: inside(repository), leavingOut: isLeftOut)) ?? [] {
      try session.cancellation.check()
      if let index = try? repository.readableIndex(at: tree) { used.add(index) }
    }
  }

  /// Whether a file may name objects.
  private static func isRecord(_ path: String) -> Bool {
    path.hasSuffix(PointerFile.suffix) || Paths.name(path) == LockFile.name
  }

  private func inside(_ repository: Repository) throws -> String {
    guard let location = repository.gitLocation else { return "" }
    let inside = try location.relative(repository.root)
    return inside == "." ? "" : inside
  }

  /// Stashes of git and of experiments: each with the index and the files that were not tracked.
  private func stashes(_ git: GitRepository) -> [GitID] {
    var commits: [GitID] = []
    let common = git.location.commonDirectory
    for log in ["refs/stash", "refs/exps/stash", "refs/exps/celery/stash", "refs/exps/celery/failed"] {
      let bytes = (try? FileSystem.readIfPresent("\(common)/logs/\(log)")) ?? nil
      for line in (bytes ?? []).split(separator: UInt8(ascii: "\n")) {
        // old, new, who, when, message
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
        if words.count > 1, let id = GitID(hex: String(decoding: words[1], as: UTF8.self)) {
          commits.append(id)
        }
      }
    }
    // The newest one is known without its log, too.
    if let last = (try? git.references(below: "refs/")) ?? nil {
      for reference in last where reference.name == "refs/stash" {
        if let id = (try? git.commit(of: reference)) ?? nil { commits.append(id) }
      }
    }
    return commits + commits.flatMap { (try? git.commit($0))?.parents.dropFirst() ?? [] }
  }

  /// Other work trees of the repository whose project has the same cache: what is there, in their index, in their
  /// HEAD, and what they are in the middle of.
  func addWorkTrees(
    _ repository: Repository, _ git: GitRepository, _ seen: inout Set<GitID>, to used: inout UsedObjects
  ) throws {
    guard let own = git.location.workTree else { return }
    let inside = Paths.relative(repository.root, to: own)
    for tree in git.otherWorkTrees() {
      guard let place = tree.location.workTree else { continue }
      let root = Paths.absolute(inside, in: place)
      let isThere = FileSystem.exists(Paths.join(root, Repository.directoryName))
      do {
        if isThere {
          let other = try session.open(root: root)
          guard try CacheUsers.isSame(other.store, repository.store) else { continue }
          used.add(try other.index())
        }
      } catch {
        if !options.skipFailed { throw error }
        session.events.receive(.warning("failed to collect the work tree '\(place)', skipping"))
      }
      let head = ((try? tree.headCommit()) ?? nil).map { [$0] } ?? []
      try add(head + tree.pendingCommits(), repository, git, &seen, to: &used)
      try addStaged(repository, tree, to: &used)
    }
  }
}

import Exchange
import Files
import Git
import Manifests
import Remotes
import Workspace

/// What `gc` has to look at before it may call an object unused.
struct GcScope {
  let session: Session
  var options: GcOptions
  let now = Clock.now()

  /// Everything that a project uses: what the options say, and what no options have to say (``addUnasked(_:_:_:to:)``).
  func add(_ repository: Repository, to used: inout UsedObjects) throws {
    let index: Index
    do {
      index = try repository.index()
    } catch WorkspaceError.invalidFile where options.skipFailed {
      // What can be read of it still counts.
      index = try repository.readableIndex().index
      session.events.receive(.warning("failed to collect 'workspace', skipping"))
    }
    used.add(index)
    for name in ownRemotes(index) { _ = try repository.config.remote(name, root: repository.root) }
    session.warn(ofUnrecorded: index, repository)
    if options.runCache { try addRuns(repository, to: &used) }
    guard let git = try repository.git() else {
      if options.revision != nil { throw UsageError.needsGit }
      return
    }
    var seen: Set<GitID> = []
    for commit in try chosen(git) where seen.insert(commit).inserted {
      try session.cancellation.check()
      do {
        used.add(try repository.index(at: commit, in: git))
      } catch {
        if !options.skipFailed { throw error }
        session.events.receive(.warning("failed to collect '\(commit.hex.prefix(7))', skipping"))
      }
    }
    try addUnasked(repository, git, &seen, to: &used)
    try addWorkTrees(repository, git, &seen, to: &used)
  }

  /// The remote, where the scope needs one; else the default one if there is any, for directory objects.
  func remote(_ repository: Repository) throws -> (any Remote)? {
    let factory = RemoteFactory(repository: repository, jobs: options.remote.jobs)
    if options.cloud || options.notInRemote {
      if try factory.isVersioned(options.remote.name) {
        throw ExchangeError.cloudVersioned(command: "gc \(options.cloud ? "-c" : "--not-in-remote")")
      }
      return try factory.remote(options.remote.name)
    }
    return try? factory.remote(options.remote.name)
  }

  /// Those that outputs of the workspace name themselves, and what these outputs name.
  func ownRemotes(
    _ repository: Repository, except remote: any Remote
  ) throws -> [(remote: any Remote, used: UsedObjects)] {
    let factory = RemoteFactory(repository: repository, jobs: options.remote.jobs)
    let command = options.cloud ? "-c" : "--not-in-remote"
    let index = try repository.index()
    return try ownRemotes(index).filter { $0 != remote.name }.map { name in
      if try factory.isVersioned(name) { throw ExchangeError.cloudVersioned(command: "gc \(command)") }
      var used = UsedObjects()
      for output in index.stages.flatMap(\.outputs)
      where output.isCached && output.entry.remote?.lowercased() == name { used.add(output.recorded) }
      return (try factory.remote(name), used)
    }
  }

  private func ownRemotes(_ index: Index) -> [String] {
    var names: [String] = []
    for output in index.stages.flatMap(\.outputs) where output.isCached && output.recorded.object != nil {
      if let name = output.entry.remote?.lowercased(), !names.contains(name) { names.append(name) }
    }
    return names
  }

  private func chosen(_ git: GitRepository) throws -> [GitID] {
    let scope = options.revisions
    if scope.allCommits { return try git.allCommits().map(\.id) + experiments(git) }
    var commits: [GitID] = []
    func add(_ tip: GitID, _ number: Int) throws {
      commits += try git.commits(from: tip, count: max(number, 1)).map(\.id)
      if number > 1 { commits += try git.commits(from: tip, count: number, firstParentOnly: true).map(\.id) }
    }
    if scope.allBranches {
      for branch in try git.branches() {
        if let tip = try git.commit(of: branch) { try add(tip, options.number ?? 1) }
      }
    }
    if scope.allTags {
      for tag in try git.tags() { if let commit = try git.commit(of: tag) { commits.append(commit) } }
    }
    if let date = options.date {
      // Days begin at different times: the earliest counts, since keeping too much does no harm.
      let since = try CalendarDay.seconds(date) - 14 * 3600
      commits += try git.allCommits().filter { Int64($0.committer.time) >= since }.map(\.id)
    }
    if let revision = options.revision { try add(git.resolve(revision), options.number ?? 1) }
    if options.allExperiments { commits += try experiments(git) }
    return commits
  }

  func experiments(_ git: GitRepository) throws -> [GitID] {
    try git.references(below: "refs/exps/").compactMap { try git.commit(of: $0) }
  }

  private func addRuns(_ repository: Repository, to used: inout UsedObjects) throws {
    let root = Paths.join(try repository.store.root, "runs")
    guard try FileSystem.info(root)?.isDirectory == true else { return }
    let files = try Walk(root: root).files(cancellation: session.cancellation)
    for i in 0..<files.count {
      try session.cancellation.check()
      if let bytes = try FileSystem.readIfPresent(Paths.join(root, files.path(i))),
        let run = RunCacheKey.entry(bytes)
      {
        used.add(run)
      }
    }
  }
}

extension Repository {
  /// Everything tracked in a commit.
  func index(at commit: GitID, in git: GitRepository) throws -> Index {
    let inside = try git.location.relative(root)
    return try index(at: git.tree(at: commit, below: inside == "." ? "" : inside))
  }
}

/// Days of the calendar.
enum CalendarDay {
  /// Seconds since 1970 at the beginning of `yyyy-mm-dd` in UTC.
  /// - Throws: ``UsageError/badDate(_:)``
  static func seconds(_ text: String) throws -> Int64 {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
      (1...9999).contains(year),
      (1...12).contains(month), (1...31).contains(day)
    else { throw UsageError.badDate(text) }
    // Days since 1970 in a year that begins in March.
    let y = month > 2 ? year : year - 1
    let shifted = (month + 9) % 12
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * shifted + 2) / 5 + day - 1 - 719_468
    return days * 86_400
  }
}

extension Session {
  /// Says which outputs of the workspace have no record, and so no object that could be used.
  func warn(ofUnrecorded index: Index, _ repository: Repository) {
    for stage in index.stages where !stage.isRepositoryImport && !stage.isPartialImport {
      let name = "stage: '\(stage.address(from: repository.workingDirectoryInside))'"
      for output in stage.outputs where output.isCached && output.recorded.object == nil {
        if output.recorded.files != nil { continue }
        guard let path = output.location.absolute(root: repository.root) else { continue }
        let shown = repository.display(path)
        var text =
          "Output '\(shown)'(\(name)) is missing version info. Cache for it will not be collected. "
          + "Use `dvc repro` to get your pipeline up to date."
        if FileSystem.exists(path) {
          text +=
            "\nYou can also use `dvc commit \(stage.address(from: repository.workingDirectoryInside))` "
            + "to associate existing '\(shown)' with \(name)."
        }
        events.receive(.warning(text))
      }
    }
  }
}

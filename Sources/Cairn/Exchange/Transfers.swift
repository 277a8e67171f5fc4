import Exchange
import Files
import Git
import Hashing
import Manifests
import Remotes
import Workspace

/// What `push`, `fetch` or `pull` moved.
public struct TransferResult: Sendable {
  /// Objects (directory objects too) and run-cache entries.
  public var count = 0
  /// Objects neither here nor on the remote.
  public var missingEverywhere: [ObjectID] = []
  /// What could not be transferred, and why.
  public var failures: [(name: String, error: any Error)] = []
  /// Directory objects that failed with files of theirs.
  public var heldBack = 0
  /// There is no remote; only imports could be brought.
  public var hasNoRemote = false
  /// What imports are whose data no pointer records, by output.
  var partialImports: [String: DataRecord] = [:]

  public init() {}

  mutating func add(_ report: ExchangeReport) {
    count += report.count
    missingEverywhere += report.missingEverywhere.filter { !missingEverywhere.contains($0) }
    failures += report.failures
    heldBack += report.heldBack
  }
}

extension RemoteSelection {
  /// With a remote asked for, what belongs to another one stays out.
  func concerns(_ output: Output) -> Bool {
    name == nil || output.entry.remote == nil || output.entry.remote == name
  }

  /// With nothing to do the number of jobs doesn't matter, as for the peer.
  /// - Throws: ``ExchangeError/negativeJobs(_:)``
  func checkJobs(for wishes: Wishes) throws {
    if let jobs, jobs < 0, !wishes.isEmpty { throw ExchangeError.negativeJobs(jobs) }
  }
}

extension Session {
  /// Cache to remote: what the workspace and the asked-for revisions name and the remote lacks.
  /// - Throws: `ConfigError` without a remote, target errors, `ExchangeError`, `Cancelled`.
  public func push(_ options: PushOptions) throws -> TransferResult {
    try withRepository { repository in
      var targets = options.selection
      if options.glob { targets.targets = try Glob.expand(targets.targets, in: environment.workingDirectory) }
      let factory = RemoteFactory(repository: repository, jobs: options.remote.jobs)
      if !options.revisions.isWorkspaceOnly, try factory.isVersioned(options.remote.name) {
        throw ExchangeError.severalRevisions
      }
      let wishes = try wishes(repository, targets, options.revisions, pushing: true) {
        options.remote.concerns($0)
      }
      try options.remote.checkJobs(for: wishes)
      var result = TransferResult()
      try eachRemote(wishes, repository, options.remote) { remote, own, wishes in
        if let remote = remote as? VersionedRemote {
          if options.dryRun { throw ExchangeError.cloudVersioned(command: "push --dry") }
          result.add(try pushVersions(targets, own, to: remote, repository))
        } else {
          result.add(try Pusher(repository: repository, remote: remote, dryRun: options.dryRun).push(wishes))
        }
      }
      if options.runCache, try !factory.isVersioned(options.remote.name) {
        let remote = try factory.remote(options.remote.name)
        result.add(try Pusher(repository: repository, remote: remote, dryRun: options.dryRun).pushRuns())
      }
      return result
    }
  }

  /// Remote to cache.
  public func fetch(_ options: FetchOptions) throws -> TransferResult {
    try withRepository { try fetch(options, $0) }
  }

  /// Remote to cache to workspace.
  /// - Returns: what was fetched, and what the checkout did.
  public func pull(_ options: PullOptions) throws -> (fetched: TransferResult, checkout: Checkout.Report) {
    try withRepository { repository in
      var fetch = FetchOptions()
      fetch.selection = options.selection
      if options.glob {
        fetch.selection.targets = try Glob.expand(options.selection.targets, in: environment.workingDirectory)
      }
      fetch.remote = options.remote
      fetch.revisions = options.revisions
      fetch.runCache = options.runCache
      var fetched = try self.fetch(fetch, repository)
      if !fetched.failures.isEmpty { return (fetched, Checkout.Report()) }
      let index = try repository.index(naming: fetch.selection.alone, granular: true)
      let targets = try resolve(fetch.selection, index, repository)
      func checkout() throws -> Checkout.Report {
        let items = Checkout.items(of: targets, in: index).map {
          $0.known(fetched.partialImports, repository)
        }
        return try Checkout(repository, .init(force: options.force, allowMissing: options.allowMissing))
          .run(items, removeUnused: fetch.selection.targets.isEmpty ? index : nil)
      }
      let report = try checkout()
      if repository.quarantined.isEmpty { return (fetched, report) }
      // What was taken for present and turned out to be broken is on the remote, perhaps.
      try repository.completeTreesChanged()
      let again = try self.fetch(fetch, repository)
      fetched.count += again.count
      fetched.failures += again.failures
      if again.count == 0 { return (fetched, report) }
      return (fetched, try report.followed(by: checkout()))
    }
  }

  /// How cache and remote differ (`status -c`). A project that tracks nothing needs no remote.
  /// - Returns: the remote's name, nil for such a project.
  public func cloudStatus(_ options: StatusOptions) throws -> (remote: String?, report: CloudStatus.Report) {
    try withRepository { repository in
      let wishes = try wishes(repository, options.selection, options.revisions, pushing: true)
      var report = CloudStatus.Report()
      if options.selection.targets.isEmpty { warn(ofUnrecorded: try repository.index(), repository) }
      if try wishes.isEmpty && repository.index().stages.isEmpty { return (nil, report) }
      try options.remote.checkJobs(for: wishes)
      try eachRemote(wishes, repository, options.remote) { remote, own, wishes in
        if remote is VersionedRemote { throw ExchangeError.cloudVersioned(command: "status") }
        // As with the peer, what has a remote of its own is not compared.
        if own != nil { return }
        let part = try CloudStatus(repository: repository, remote: remote).compare(wishes)
        report.entries += part.entries
        report.unknownTrees += part.unknownTrees
      }
      report.isEmptyProject = try repository.index().stages.isEmpty
      // Each path is told once, whatever the revision.
      var seen: [String: Int] = [:]
      report.entries = report.entries.reduce(into: []) { entries, entry in
        if let place = seen[entry.path] { return entries[place] = entry }
        seen[entry.path] = entries.count
        entries.append(entry)
      }
      let name = try repository.config.remote(options.remote.name, root: repository.root).name
      return (name, report)
    }
  }

  func fetch(_ options: FetchOptions, _ repository: Repository) throws -> TransferResult {
    let wishes = try wishes(repository, options.selection, options.revisions, pushing: false) { output in
      guard options.remote.concerns(output) else { return false }
      if let most = options.maximumSize, most != 0, Int64(output.recorded.size ?? 0) > most { return false }
      return options.kinds.isEmpty
        || options.kinds.contains { $0 == .metrics ? output.role == .metric : output.role == .plot }
    }
    var result = TransferResult()
    let isEverything = options.kinds.isEmpty && (options.maximumSize ?? 0) == 0
    let imports = try isEverything ? imports(repository, options.selection, options.revisions) : []
    do {
      if try !repository.store.missing(wishes.byRemote.values.joined().map(\.id)).isEmpty {
        try options.remote.checkJobs(for: wishes)
      }
      try eachRemote(wishes, repository, options.remote) { remote, _, wishes in
        result.add(try Fetcher(repository: repository, remote: remote).fetch(wishes))
      }
    } catch ConfigError.noDefaultRemote where !imports.isEmpty {
      result.hasNoRemote = true
    }
    try fetch(imports, jobs: options.remote.jobs, repository, into: &result)
    if options.runCache, !result.hasNoRemote {
      let factory = RemoteFactory(repository: repository, jobs: options.remote.jobs)
      if try !factory.isVersioned(options.remote.name) {
        let remote = try factory.remote(options.remote.name)
        result.add(try Fetcher(repository: repository, remote: remote).fetchRuns())
      }
    }
    try repository.completeTreesChanged()
    return result
  }

  /// Runs `body` for every remote that somebody wants something of.
  /// - Parameter body: gets the remote, and its name where outputs name it themselves.
  func eachRemote(
    _ wishes: Wishes, _ repository: Repository, _ selection: RemoteSelection,
    _ body: (any Remote, String?, [Wishes.Wish]) throws -> Void
  ) throws {
    let factory = RemoteFactory(repository: repository, jobs: selection.jobs)
    // The asked-for remote must exist even when nothing is to be done.
    if wishes.isEmpty || selection.name != nil { _ = try factory.remote(selection.name, for: []) }
    // All of them must exist before anything goes to one.
    let remotes = try wishes.byRemote.keys.sorted { ($0 ?? "") < ($1 ?? "") }
      .map { ($0, try factory.remote($0 ?? selection.name, for: wishes.byRemote[$0] ?? [])) }
    for (own, remote) in remotes { try body(remote, own, wishes.byRemote[own] ?? []) }
  }

  func wishes(
    _ repository: Repository, _ selection: TargetSelection, _ revisions: RevisionScope, pushing: Bool,
    where accepts: (Output) -> Bool = { _ in true }
  ) throws -> Wishes {
    var wishes = Wishes()
    let index = try repository.index(naming: selection.alone, granular: true)
    wishes.add(try resolve(selection, index, repository), in: index, pushing: pushing, where: accepts)
    for tree in try repository.revisions(revisions) {
      let index = try repository.index(at: tree)
      // A target that a revision lacks is not its fault.
      guard let targets = try? resolve(selection, index, repository) else { continue }
      wishes.add(targets, in: index, pushing: pushing, where: accepts)
    }
    return wishes
  }
}

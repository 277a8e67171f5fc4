import Exchange
import Manifests
import Pipeline
import Workspace

/// What a `repro` did.
public struct ReproReport: Sendable {
  /// Stages that ran, were restored or recorded anew, as the user would type them.
  public let stages: [String]
}

extension Session {
  /// Runs the stages whose results are out of date, in the order of the graph; results known from earlier runs are
  /// brought back instead.
  ///
  /// Each stage's results and lock entry are on disk before the next stage starts. What happens is told as
  /// `Event.stage`. While a command runs the repository lock is free.
  /// - Throws: `PipelineError.stageFailed`, `PipelineError.stagesFailed`, `WorkspaceError`, `Cancelled`.
  public func repro(_ options: ReproOptions) throws -> Outcome<ReproReport> {
    try changing { repository in
      let index = try repository.index(
        naming: options.isAlone ? options.words : [], granular: false)
      let here = repository.workingDirectoryInside
      let (stages, graph) = try plan(options, index, repository)
      try refuseIgnoredLocks(of: stages, in: index, repository)
      var settings = options.settings
      settings.waitsForOthers = waitForLock
      if options.jobs > 1 {
        settings.limits = try ProjectSettings(root: repository.root).limits
        settings.limits.amounts.merge(options.limits.amounts) { _, asked in asked }
      }
      let run = Reproduction(repository, index, settings, hooks(options, repository)) {
        events.receive(.stage($0))
      }
      // Several targets alone still wait for each other when they run at once.
      let order = graph ?? (options.jobs > 1 ? try? Graph(index, workingDirectory: here) : nil)
      let done = try run.run(stages, in: order)
      return ReproReport(stages: done.map { index.stages[$0].address(from: here) })
    }
  }

  /// The stages a `repro` looks at, in order. Without a graph there is nobody downstream either.
  func plan(
    _ options: ReproOptions, _ index: Index, _ repository: Repository
  ) throws -> (stages: [Int], graph: Graph?) {
    let targets =
      options.allPipelines
      ? Array(index.stages.indices)
      : try ReproTargets(repository: repository, index: index)
        .resolve(options.targets, recursive: options.recursive, glob: options.glob)
    if options.singleItem { return (targets, nil) }
    let graph = try Graph(index, workingDirectory: repository.workingDirectoryInside)
    // Words that mean no stage mean all of them, as to the peer.
    let scope = targets.isEmpty ? .all : options.scope
    return (Plan(targets, scope, in: graph).stages, graph)
  }

  private func hooks(_ options: ReproOptions, _ repository: Repository) -> ReproHooks {
    var hooks = ReproHooks()
    hooks.confirm = options.confirm
    let importer = Importer(repository, opener: opener(repository), jobs: nil)
    hooks.sourceChange = { try importer.change(of: $0, from: $1) }
    hooks.reimport = { stage, isDryRun in
      guard case .pointer(var pointer) = stage.definition else { return PointerFile() }
      if isDryRun {
        let output = stage.outputs.first?.location.absolute(root: repository.root) ?? ""
        announce(importer, pointer.dependencies[0], stage.workingDirectory, output, repository)
      } else {
        try importAgain(stage, &pointer, importer, .data, isLocked: true, repository)
      }
      return pointer
    }
    guard options.pull else { return hooks }
    hooks.fetch = { outputs in
      let (imports, others) = try split(outputs, repository)
      // What an import brought is its source's to give.
      var brought = TransferResult()
      try fetch(imports, jobs: nil, repository, into: &brought)
      if others.isEmpty, !imports.isEmpty { return }
      var wishes = Wishes()
      wishes.add(others, root: repository.root)
      try eachRemote(wishes, repository, RemoteSelection()) { remote, _, wishes in
        let report = try Fetcher(repository: repository, remote: remote).fetch(wishes)
        if !report.missingEverywhere.isEmpty { events.receive(.missingEverywhere(report.missingEverywhere)) }
        if let failure = report.failures.first { throw failure.error }
      }
      try repository.completeTreesChanged()
    }
    hooks.fetchRuns = {
      let factory = RemoteFactory(repository: repository, jobs: nil)
      if try factory.isVersioned(nil) { return }
      let remote = try factory.remote(nil)
      _ = try Fetcher(repository: repository, remote: remote).fetchRuns()
    }
    return hooks
  }

  /// The imports among the stages that make these outputs, and the other outputs.
  private func split(_ outputs: [Output], _ repository: Repository) throws -> ([Stage], [Output]) {
    let index = try repository.index()
    var imports: [Stage] = []
    let others = outputs.filter { output in
      guard let path = output.location.absolute(root: repository.root), let at = index.output(at: path),
        index.stages[at.stage].knowsItsSource
      else { return true }
      imports.append(index.stages[at.stage])
      return false
    }
    return (imports, others)
  }

  /// A lock file that git can't see would be lost with the clone.
  private func refuseIgnoredLocks(of stages: [Int], in index: Index, _ repository: Repository) throws {
    let files = Set(stages.map { index.stages[$0] }.filter { !$0.isPointer }.map(\.file))
    for file in files.sorted() { try repository.refuseIgnoredLock(of: file) }
  }
}

extension ReproOptions {
  /// Nothing but the named stages is looked at.
  var isAlone: Bool { singleItem && !recursive && !glob && !allPipelines && !pipeline }
  var words: [String] { targets.isEmpty ? [PipelineFile.name] : targets }

  var scope: Plan.Scope {
    if allPipelines { return .all }
    if pipeline { return .pipelines }
    return downstream ? .downstream : .upstream
  }

  var settings: ReproSettings {
    var settings = ReproSettings()
    settings.jobs = max(1, jobs)
    settings.collectsOutput = jobs > 1 && collectsOutput
    settings.force = force
    settings.forceDownstream = forceDownstream
    settings.interactive = interactive
    settings.dryRun = dryRun
    settings.noCommit = noCommit
    settings.noRunCache = noRunCache
    settings.allowMissing = allowMissing
    settings.pull = pull
    switch onFailure {
    case .stop: settings.onFailure = .stop
    case .keepGoing: settings.onFailure = .keepGoing
    case .ignore: settings.onFailure = .ignore
    }
    return settings
  }
}

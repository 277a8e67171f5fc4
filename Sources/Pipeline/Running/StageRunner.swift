import Files
import Manifests
import Workspace

/// Brings one stage up to date (formats §5.3).
final class StageRunner {
  struct Settings {
    var dryRun = false
    /// Leave the cache, and so the run cache, alone.
    var noCommit = false
    var noRunCache = false
  }

  let repository: Repository
  let inspector: StageInspector
  let settings: Settings
  let tell: (StageEvent) -> Void
  let hooks: ReproHooks
  private let recorder: Recorder
  private let runs: RunCache
  private let clearer: OutputClearer
  private let lockFiles: LockKeeper

  init(
    _ repository: Repository, _ inspector: StageInspector, _ settings: Settings, _ hooks: ReproHooks,
    tell: @escaping (StageEvent) -> Void
  ) {
    self.repository = repository
    self.inspector = inspector
    self.settings = settings
    self.hooks = hooks
    self.tell = tell
    recorder = Recorder(repository: repository, inspector: inspector, tell: tell)
    runs = RunCache(repository: repository, tell: tell)
    clearer = OutputClearer(repository: repository, detector: inspector.detector, tell: tell)
    lockFiles = LockKeeper(repository, tell: tell)
  }

  /// - Parameter force: run whatever the run cache knows.
  /// - Returns: the stage with what is recorded of it now.
  func bringUpToDate(_ stage: Stage, force: Bool, why: ChangeReason?) throws -> Stage {
    if stage.isImport { return try reimport(stage) }
    if stage.isFrozen || stage.isDataSource { return try verify(stage) }
    return try run(stage, force: force, why: why)
  }

  // MARK: Running

  func run(_ stage: Stage, force: Bool, why: ChangeReason?) throws -> Stage {
    let paths = Touched(stage, root: repository.root)
    if !settings.dryRun { try repository.pathLocks.acquire(reads: paths.reads, writes: paths.writes) }
    defer {
      if !settings.dryRun { try? repository.pathLocks.release(reads: paths.reads, writes: paths.writes) }
    }

    if !force {
      if let restored = try restore(stage) { return restored }
      if !settings.dryRun {
        _ = try recorder.dependencies(of: stage, .asFact)
        _ = try recorder.parameters(of: stage, .asFact)
      }
    }
    tell(.running(stage: address(stage), why: why))
    let lines = stage.command.map(ShellCommand.lines) ?? []
    if settings.dryRun {
      for line in lines { tell(.command(line)) }
      return stage
    }
    try clearer.clear(stage)
    try unlocked {
      let shell = ShellCommand(environment: repository.environment, root: repository.root)
      for line in lines {
        tell(.command(line))
        try shell.run(line, of: address(stage), in: stage.workingDirectory)
      }
    }
    inspector.forget()
    return try save(stage, commits: !settings.noCommit)
  }

  /// Lets others use the repository while a command runs.
  private func unlocked(_ body: () throws -> Void) throws {
    repository.lock.release()
    let outcome = Result { try body() }
    // The work of a long run isn't given up because somebody keeps the lock.
    try repository.lock.acquire(wait: true, cancellation: repository.cancellation)
    try outcome.get()
  }

  private func save(_ stage: Stage, commits: Bool) throws -> Stage {
    let remembers = commits && RunCache.keeps(stage)
    let dependencies = try recorder.dependencies(of: stage, .asFact)
    let parameters = try recorder.parameters(of: stage, .asFact)
    let outputs = try recorder.outputs(of: stage, .init(commits: commits, storesUncached: remembers))
    let entry = LockEntry(
      command: stage.command ?? .line(""), dependencies: dependencies, params: parameters, outputs: outputs)
    for path in Touched(stage, root: repository.root).writes { inspector.detector.forget(path) }
    if remembers {
      try repository.store.flush()
      try runs.save(entry)
    }
    return try record(entry, stage)
  }

  private func record(_ entry: LockEntry, _ stage: Stage) throws -> Stage {
    try lockFiles.record(entry, of: stage)
    return stage.recorded(as: entry)
  }

  // MARK: Bringing back

  /// The stage brought up to date without running it; nil when its results aren't known. A dry run only tells.
  private func restore(_ stage: Stage) throws -> Stage? {
    guard RunCache.mayCover(stage) else { return nil }
    var now = try inputs(of: stage)
    guard RunCache.covers(stage), let known = try known(stage, now) else { return nil }
    tell(.cached(stage: address(stage)))
    if settings.dryRun { return nil }
    now.outputs = stage.outputs.compactMap { known.output($0.declared) }
    let wanted = stage.recorded(as: now)
    try clearer.saveUnknown(stage)
    try bringBack(wanted)
    for output in stage.outputs where output.isCached {
      guard let path = try repository.ownPath(of: output) else { continue }
      try repository.refuseTrackedByGit(path, declared: repository.display(path))
      try repository.ignoreInGit(path)
    }
    return try record(now, stage)
  }

  /// What goes into a run of the stage. A dry run looks at nothing: it takes what the last run used, as the peer does.
  private func inputs(of stage: Stage) throws -> LockEntry {
    let command = stage.command ?? .line("")
    let outputs = stage.outputs.map { LockRecord(path: $0.declared, data: DataRecord()) }
    if settings.dryRun, case .pipeline(_, let locked?) = stage.definition {
      return LockEntry(
        command: command, dependencies: locked.dependencies, params: locked.params, outputs: outputs)
    }
    return LockEntry(
      command: command, dependencies: try recorder.dependencies(of: stage, .asSystemError),
      params: try recorder.parameters(of: stage, .asSystemError), outputs: outputs)
  }

  /// What the stage made when it last ran like this: the lock file's word, or else the run cache's.
  private func known(_ stage: Stage, _ now: LockEntry) throws -> LockEntry? {
    if case .pipeline(_, let locked?) = stage.definition,
      RunCacheKey.key(of: locked) == RunCacheKey.key(of: now),
      try runs.holds(locked)
    {
      return locked
    }
    guard !settings.noRunCache, let found = try runs.find(now) else { return nil }
    if try runs.holds(found) { return found }
    guard let fetch = hooks.fetch, !settings.dryRun else { return nil }
    try fetch(stage.recorded(as: found).outputs)
    return try runs.holds(found) ? found : nil
  }

  private func bringBack(_ stage: Stage) throws {
    let checkout = Checkout(repository, .init(force: true), detector: inspector.detector)
    let report = try checkout.run(stage.outputs.filter(\.isCached).map { Checkout.Item($0) })
    if !report.failed.isEmpty {
      throw WorkspaceError.missingObjects(targets: report.failed.map(repository.display))
    }
    for output in stage.outputs where !output.isCached {
      guard let path = try repository.ownPath(of: output), let id = output.recorded.object,
        try inspector.detector.snapshot(of: path, algorithm: id.algorithm)?.id != id
      else { continue }
      try FileSystem.removeTree(path)
      let store = try repository.store
      if id.isTree {
        _ = try store.checkout(store.tree(id), into: path, type: .copy, cancellation: repository.cancellation)
      } else {
        try store.link(id, to: path, isExecutable: output.recorded.isExecutable, type: .copy)
      }
      inspector.detector.forget(path)
    }
  }

  // MARK: Data that nothing makes

  /// Records what lies there now of a data source or a frozen stage.
  private func verify(_ stage: Stage) throws -> Stage {
    if settings.dryRun { return stage }
    tell(stage.isFrozen ? .verifyingFrozen(stage: address(stage)) : .verifyingSources(stage: address(stage)))
    let missing = try stage.outputs.filter { output in
      guard let path = output.location.absolute(root: repository.root) else { return false }
      return try FileSystem.info(path) == nil
    }
    if !missing.isEmpty {
      throw PipelineError.sourcesMissing(paths: missing.map { repository.display($0.location, $0.declared) })
    }
    let outputs = try recorder.outputs(of: stage, .init(commits: !settings.noCommit))
    for path in Touched(stage, root: repository.root).writes { inspector.detector.forget(path) }
    switch stage.definition {
    case .pipeline(let resolved, let locked):
      var entry = locked ?? LockEntry(command: resolved.command)
      entry.outputs = outputs
      return try record(entry, stage)
    case .pointer(var pointer):
      for (position, record) in outputs.enumerated() where pointer.outputs.indices.contains(position) {
        pointer.outputs[position].data = record.data
      }
      try repository.store.flush()
      try PointerWriter(repository: repository).write(pointer, to: stage.file)
      return stage.recorded(as: pointer)
    }
  }

  /// Brings imported data again: from the cache when it is there, else by whoever can ask its source.
  private func reimport(_ stage: Stage) throws -> Stage {
    let source = stage.dependencies.first?.declared ?? ""
    let output = stage.outputs.first.map { repository.display($0.location, $0.declared) } ?? ""
    if let hook = hooks.reimport {
      tell(.importing(source: source, output: output))
      return try settings.dryRun ? stage : hook(stage)
    }
    guard inspector.definitionDifference(of: stage) == nil, let id = stage.outputs.first?.recorded.object,
      try inspector.detector.isInCache(id)
    else { throw PipelineError.importNeedsSource(path: output) }
    tell(.importing(source: source, output: output))
    if settings.dryRun { return stage }
    try clearer.saveUnknown(stage)
    try bringBack(stage)
    return stage
  }

  func address(_ stage: Stage) -> String { stage.address(from: repository.workingDirectoryInside) }
}

/// Absolute paths a stage's command reads and writes.
struct Touched {
  let reads: [String]
  let writes: [String]

  init(_ stage: Stage, root: String) {
    reads =
      stage.dependencies.compactMap { $0.location.absolute(root: root) }
      + stage.parameters.compactMap { $0.location.absolute(root: root) }
    writes = stage.outputs.compactMap { $0.location.absolute(root: root) }
  }
}

import Documents
import Files
import Hashing
import Manifests
import Workspace

/// Brings one stage up to date (formats §5.3).
final class StageRunner {
  struct Settings {
    var dryRun = false
    /// Leave the cache, and so the run cache, alone.
    var noCommit = false
    var noRunCache = false
    /// Several commands run at once.
    var isParallel = false
    /// What they print is kept until they end.
    var collectsOutput = false
  }

  let repository: Repository
  let inspector: StageInspector
  let settings: Settings
  let tell: (StageEvent) -> Void
  let hooks: ReproHooks
  private let recorder: Recorder
  private let runs: RunCache
  private let clearer: OutputClearer
  let lockFiles: LockKeeper
  let settler: Settler

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
    settler = Settler(repository)
    lockFiles = LockKeeper(repository, settler, tell: tell)
  }

  // MARK: Running

  /// Where a stage's command stands between ``begin(_:force:why:)`` and ``finish(_:)``.
  struct Begun {
    let stage: Stage
    let job: StageJob
    fileprivate let paths: Touched
    fileprivate let exclusive: FileLock?
    /// What it read as it was before.
    fileprivate let inputs: [LockRecord]
  }

  enum Beginning {
    /// Up to date by now, without its command.
    case done(Stage)
    /// Its outputs are out of the way: run this, then finish or abandon it.
    case command(Begun)
  }

  /// Does all that comes before a stage's command, and everything when no command is needed.
  /// - Parameter force: run whatever the run cache knows.
  /// - Throws: `WorkspaceError.busy` when another process runs it or works on its paths.
  func begin(_ stage: Stage, force: Bool, why: ChangeReason?) throws -> Beginning {
    if stage.isImport, !stage.isFrozen { return .done(try reimport(stage)) }
    if stage.isFrozen || stage.isDataSource { return .done(try verify(stage)) }
    if stage.command?.lines.contains(where: { !$0.isEmpty }) != true {
      throw PipelineError.emptyCommand(stage: address(stage))
    }
    if settings.dryRun { return .done(try pretend(stage, force: force, why: why)) }
    let paths = Touched(stage, root: repository.root)
    try repository.pathLocks.acquire(reads: paths.reads, writes: paths.writes)
    var isBegun = false
    defer { if !isBegun { try? repository.pathLocks.release(reads: paths.reads, writes: paths.writes) } }
    let exclusive = try exclusiveLock(of: stage, paths)

    var inputs: [LockRecord] = []
    if force {
      inputs = (try? recorder.dependencies(of: stage, .asFact)) ?? []
    } else {
      do {
        if let restored = try restore(stage) { return .done(restored) }
        inputs = try recorder.dependencies(of: stage, .asFact)
        _ = try recorder.parameters(of: stage, .asFact)
      } catch  where !(error is Cancelled) {
        // What it made of other inputs doesn't stay as if it were of these.
        try clearer.clear(stage)
        throw error
      }
    }
    let address = address(stage)
    let needs = settings.isParallel ? try stage.resources(called: address) : Resources()
    tell(.running(stage: address, why: why))
    try clearer.clear(stage)
    let job = ShellCommand(environment: repository.environment, root: repository.root)
      .job(stage, called: address, try output(of: stage), needs)
    isBegun = true
    return .command(Begun(stage: stage, job: job, paths: paths, exclusive: exclusive, inputs: inputs))
  }

  /// Records what a command that succeeded has made.
  func finish(_ begun: Begun) throws -> Stage {
    defer { abandon(begun) }
    inspector.forget()
    return try save(begun.stage, inputs: begun.inputs, commits: !settings.noCommit)
  }

  /// Gives up what ``begin(_:force:why:)`` took.
  func abandon(_ begun: Begun) {
    begun.exclusive?.release()
    try? repository.pathLocks.release(reads: begun.paths.reads, writes: begun.paths.writes)
  }

  /// A dry run: what would be told.
  private func pretend(_ stage: Stage, force: Bool, why: ChangeReason?) throws -> Stage {
    if !force, let restored = try restore(stage) { return restored }
    tell(.running(stage: address(stage), why: why))
    for line in stage.command.map(ShellCommand.lines) ?? [] { tell(.command(line)) }
    return stage
  }

  /// Of a stage without outputs the locks on paths don't keep a second one from running.
  private func exclusiveLock(of stage: Stage, _ paths: Touched) throws -> FileLock? {
    guard paths.writes.isEmpty else { return nil }
    let key = ObjectID(Hash.digest("\(stage.file):\(stage.name ?? "")")).description
    let path = Paths.join(repository.privateDirectory, "running/" + key)
    try FileSystem.makeDirectories(Paths.parent(path))
    if let lock = try FileLock.tryAcquire(path) { return lock }
    let holder = FileLock.holder(of: path).map { (pid: Int($0), command: repository.environment.programName) }
    throw WorkspaceError.busy(path: address(stage), holders: holder.map { [$0] } ?? [], lockFile: nil)
  }

  private func output(of stage: Stage) throws -> StageJob.Output {
    guard settings.isParallel else { return .terminal }
    let folder = Paths.join(repository.privateDirectory, "logs")
    try FileSystem.makeDirectories(folder)
    let log = Paths.join(folder, Self.logName(stage))
    return settings.collectsOutput ? .kept(log: log) : .captured(log: log)
  }

  /// The stage's name where it can be one of a file.
  private static func logName(_ stage: Stage) -> String {
    let whole = (stage.file == PipelineFile.name ? "" : stage.file + ":") + (stage.name ?? "")
    let name = String(whole.map { $0 == "/" ? "%" : $0 })
    if name.utf8.count <= 200 { return name + ".log" }
    return ObjectID(Hash.digest(whole)).description + ".log"
  }

  /// - Parameter inputs: what it read as it was before it ran.
  private func save(_ stage: Stage, inputs: [LockRecord], commits: Bool) throws -> Stage {
    let remembers = commits && RunCache.keeps(stage)
    let dependencies = try recorder.dependencies(of: stage, .asFact)
    for (before, after) in zip(inputs, dependencies) where before.data.object != after.data.object {
      tell(.inputChanged(stage: address(stage), path: after.path))
    }
    let parameters = try recorder.parameters(of: stage, .asFact)
    repository.ignoreEdits.rank = lockFiles.ranks[stage.id] ?? 0
    let outputs = try recorder.outputs(of: stage, .init(commits: commits, storesUncached: remembers))
    let entry = LockEntry(
      command: stage.command ?? .line(""), dependencies: dependencies, params: parameters, outputs: outputs)
    for path in Touched(stage, root: repository.root).writes { inspector.detector.forget(path) }
    if remembers {
      if settler.isDue { try repository.store.flush() }
      try runs.save(entry)
      settler.note()
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
    repository.ignoreEdits.rank = lockFiles.ranks[stage.id] ?? 0
    for output in stage.outputs where output.isCached {
      guard let path = try repository.ownPath(of: output) else { continue }
      try repository.refuseTrackedByGit(path, declared: repository.display(path))
      try repository.ignoreInGit(path)
    }
    if RunCache.keeps(stage), !settings.noCommit { try runs.save(now) }
    return try record(now, stage)
  }

  /// Whether its results would be brought back without a run, if the inputs are what they are now.
  func wouldRestore(_ stage: Stage) -> Bool {
    guard stage.command != nil, RunCache.covers(stage), let now = try? inputs(of: stage) else { return false }
    return ((try? known(stage, now)) ?? nil) != nil
  }

  /// What goes into a run of the stage.
  private func inputs(of stage: Stage) throws -> LockEntry {
    LockEntry(
      command: stage.command ?? .line(""), dependencies: try recorder.dependencies(of: stage, .asSystemError),
      params: try recorder.parameters(of: stage, .asSystemError),
      outputs: stage.outputs.map { LockRecord(path: $0.declared, data: DataRecord()) })
  }

  /// What the stage made when it last ran like this: the lock file's word, or else the run cache's.
  private func known(_ stage: Stage, _ now: LockEntry) throws -> LockEntry? {
    var wanted = now
    if case .pipeline(_, let locked) = stage.definition {
      if let locked, RunCacheKey.key(of: locked) == RunCacheKey.key(of: now), try runs.holds(locked) {
        return locked
      }
      // A dry run doesn't record what goes in: it asks for what the last run used, as the peer does.
      if settings.dryRun {
        wanted.dependencies = locked?.dependencies ?? []
        wanted.params = locked?.params ?? Mapping()
      }
    }
    guard !settings.noRunCache, let found = try runs.find(wanted) else { return nil }
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
    // A frozen stage is recorded as if it had just run.
    guard case .pointer(var pointer) = stage.definition else {
      return try save(stage, inputs: [], commits: !settings.noCommit)
    }
    let outputs = try recorder.outputs(of: stage, .init(commits: !settings.noCommit))
    for path in Touched(stage, root: repository.root).writes { inspector.detector.forget(path) }
    for (position, record) in outputs.enumerated() where pointer.outputs.indices.contains(position) {
      pointer.outputs[position].data = record.data
    }
    try repository.store.flush()
    try PointerWriter(repository: repository).write(pointer, to: stage.file)
    return stage.recorded(as: pointer)
  }

  /// Brings imported data again: from the cache when it is there, else by whoever can ask its source.
  private func reimport(_ stage: Stage) throws -> Stage {
    let source = stage.dependencies.first?.declared ?? ""
    let output = stage.outputs.first.map { repository.display($0.location, $0.declared) } ?? ""
    if let hook = hooks.reimport {
      let pointer = try hook(stage, settings.dryRun)
      for path in Touched(stage, root: repository.root).writes { inspector.detector.forget(path) }
      return stage.recorded(as: pointer)
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

import Files
import Manifests
import Workspace

/// A `repro` under way: the stages of a plan, one after the other or several at a time.
///
/// One thread does everything but the commands: it decides, hashes, restores and records, under the repository lock;
/// while it waits for commands the lock is free. So the results are the same however many commands run at once.
public final class Reproduction {
  let repository: Repository
  let settings: ReproSettings
  let hooks: ReproHooks
  let tell: (StageEvent) -> Void
  let inspector: StageInspector
  private let runner: StageRunner
  private let crew: JobCrew
  private let durations: StageDurations
  private let index: Index
  /// Stages as they are recorded now, where that isn't what the index says.
  private var recorded: [Int: Stage] = [:]
  private var foreign: ForeignWrites

  // One run
  private var schedule = Schedule([], producers: nil)
  private var consumers: (Int) -> [Int] = { _ in [] }
  private var done: Set<Int> = []
  private var forced: Set<Int> = []
  private var failed: [String] = []
  private var skipped: Set<Int> = []
  /// What ends the run, once all commands have ended.
  private var ending: (any Error)?
  private var isAfterWork = false
  /// Ranks whose paths another process has, and until when they are left alone.
  private var busy: [Int: Int64] = [:]

  public init(
    _ repository: Repository, _ index: Index, _ settings: ReproSettings, _ hooks: ReproHooks,
    executor: any Executor = LocalExecutor(), tell: @escaping (StageEvent) -> Void
  ) {
    self.repository = repository
    self.index = index
    self.settings = settings
    self.hooks = hooks
    self.tell = tell
    inspector = StageInspector(repository)
    inspector.sourceChange = hooks.sourceChange
    runner = StageRunner(
      repository, inspector,
      .init(
        dryRun: settings.dryRun, noCommit: settings.noCommit, noRunCache: settings.noRunCache,
        isParallel: settings.isParallel, collectsOutput: settings.collectsOutput), hooks,
      tell: tell)
    crew = JobCrew(executor, settings, repository.cancellation, tell: tell)
    durations = StageDurations(repository)
    foreign = ForeignWrites(index)
  }

  /// - Parameters:
  ///   - plan: stages in order.
  ///   - graph: who waits for whom; without it each waits for the one before, and nobody depends on anybody.
  /// - Returns: the stages that were run, restored or recorded anew, in the order of the plan.
  /// - Throws: ``PipelineError/stageFailed(stage:cause:)``, ``PipelineError/stagesFailed(_:)``, `Cancelled`.
  public func run(_ plan: [Int], in graph: Graph?) throws -> [Int] {
    if settings.pull, !settings.noRunCache {
      do { try hooks.fetchRuns?() } catch let error as ConfigError { tell(.noRunsFetched(error)) }
    }
    // A frozen stage depends on nobody.
    consumers = { [index] in graph?.consumers[$0].filter { !index.stages[$0].isFrozen } ?? [] }
    let waits: ((Int) -> [Int])? = graph.map { graph in { graph.activeProducers($0) } }
    schedule = Schedule(plan, producers: settings.isParallel ? waits : nil)
    for (rank, position) in plan.enumerated() { runner.lockFiles.ranks[index.stages[position].id] = rank }
    if !settings.dryRun {
      repository.ignoreEdits.isDurable = false
      repository.cancellation.attend()
    }
    defer {
      repository.ignoreEdits.isDurable = true
      if !settings.dryRun { repository.cancellation.leave() }
    }
    let outcome = Result { try work() }
    durations.save()
    try repository.cancellation.shielded { try runner.settler.settle() }
    foreign.find { output, owner, running in
      tell(
        .foreignWrite(
          path: repository.display(output.location, output.declared), owner: runner.address(owner),
          running: running.map(address)))
    }
    try outcome.get()
    return plan.filter(done.contains)
  }

  /// A stage as it is recorded after ``run(_:in:)``; nil when nothing was done with it.
  public func recorded(_ position: Int) -> Stage? { recorded[position] }

  private func work() throws {
    while true {
      while ending == nil, crew.hasRoom, let rank = nextRank() { begin(rank) }
      if crew.isEmpty, ending != nil || busy.isEmpty { break }
      showBoard()
      try wait()
    }
    if let ending { throw ending }
    if !failed.isEmpty { throw PipelineError.stagesFailed(failed) }
  }

  private func nextRank() -> Int? {
    if repository.cancellation.requests > 0 {
      ending = Cancelled()
      return nil
    }
    let now = busy.isEmpty ? 0 : FileSystem.monotonicTime
    let plan = schedule.plan
    return schedule.next { rank in
      if let until = busy[rank], now < until { return false }
      return !settings.isParallel || crew.fits(resources(of: plan[rank]))
    }
  }

  /// What it asks for; a wish that can't be read is an error of the stage once it runs.
  private func resources(of position: Int) -> Resources {
    (try? index.stages[position].resources(called: "")) ?? Resources()
  }

  // MARK: One stage

  private func begin(_ rank: Int) {
    let position = schedule.plan[rank]
    if isAfterWork, !settings.isParallel { tell(.separator) }
    busy[rank] = nil
    do {
      if let now = try runner.lockFiles.refreshed(recorded[position] ?? index.stages[position]) {
        recorded[position] = now
      }
      let force = settings.force || forced.contains(position)
      switch try decide(position, force: force) {
      case .unchanged(let stage):
        tell(.unchanged(stage: address(position), isPointer: stage.isPointer))
        settle(rank, worked: false)
      case .pulled: settle(rank, worked: false)
      case .run(let stage, let reason):
        if settings.interactive, try hooks.confirm?(address(position)) != true { throw PipelineError.aborted }
        switch try runner.begin(stage, force: force, why: reason) {
        case .done(let stage):
          recorded[position] = stage
          foreign.notePlaced(position)
          settle(rank, worked: true)
        case .command(let begun):
          do {
            try crew.submit(begun, rank: rank)
          } catch {
            runner.abandon(begun)
            throw error
          }
        }
      }
    } catch WorkspaceError.busy where settings.waitsForOthers {
      busy[rank] = FileSystem.monotonicTime + 200_000_000
      schedule.putBack(rank)
    } catch {
      fail(rank, error)
    }
  }

  private func settle(_ rank: Int, worked: Bool) {
    let position = schedule.plan[rank]
    isAfterWork = worked
    if worked {
      done.insert(position)
      if settings.forceDownstream { forced.formUnion(consumers(position)) }
    }
    schedule.settle(rank)
  }

  private func fail(_ rank: Int, _ error: any Error) {
    let position = schedule.plan[rank]
    if error is Cancelled {
      ending = error
      return
    }
    switch settings.onFailure {
    case .stop where ending == nil:
      ending = PipelineError.stageFailed(stage: address(position), cause: error)
    case .stop:
      tell(.failed(PipelineError.stageFailed(stage: address(position), cause: error), isIgnored: false))
    case .ignore: tell(.failed(error, isIgnored: true))
    case .keepGoing:
      // Ctrl-C ends everything, but what it did to a command is told as the command's failure.
      if repository.cancellation.requests > 0, ending == nil {
        ending = PipelineError.stageFailed(stage: address(position), cause: error)
        break
      }
      tell(.failed(error, isIgnored: false))
      failed.append(address(position))
      let waiting = dependants(of: position)
      for other in waiting { schedule.drop(other) }
      skipped.formUnion(waiting.filter(schedule.plan.contains))
      if !waiting.isEmpty { tell(.skipped(stages: waiting.map(address))) }
    }
    schedule.settle(rank)
  }

  // MARK: Commands

  /// Waits for commands with the lock free, and records those that ended.
  private func wait() throws {
    repository.lock.release()
    let ended = Result {
      crew.isEmpty
        ? {
          FileLock.pause(milliseconds: 50); return []
        }() : try crew.wait()
    }
    // The work of a long run isn't given up because somebody keeps the lock, nor because of Ctrl-C.
    try repository.lock.acquire(wait: true, cancellation: Cancellation())
    if repository.cancellation.requests > 0, crew.isEmpty, ending == nil, try ended.get().isEmpty {
      ending = Cancelled()
    }
    for end in try ended.get() { finish(end) }
    try repository.cancellation.shielded { try runner.settler.settleIfDue() }
  }

  private func finish(_ end: JobCrew.Ended) {
    let position = schedule.plan[end.rank]
    foreign.noteRun(of: position, from: end.start, to: end.end)
    do {
      switch end.result {
      case .failed(let line, let exit):
        runner.abandon(end.begun)
        inspector.forget()
        throw PipelineError.commandFailed(command: line, exit: exit)
      case .notStarted(let error):
        runner.abandon(end.begun)
        throw error
      case .succeeded:
        let stage = try repository.cancellation.shielded { try runner.finish(end.begun) }
        recorded[position] = stage
        foreign.notePlaced(position)
        durations.note(stage, seconds: end.seconds)
        if settings.isParallel { tell(.finished(stage: address(position), seconds: end.seconds)) }
        settle(end.rank, worked: true)
      }
    } catch {
      fail(end.rank, error)
    }
  }

  private func showBoard() {
    guard settings.isParallel else { return }
    var board = Board()
    board.running = crew.running
    board.total = schedule.plan.count
    board.failed = failed.count + (ending == nil ? 0 : 1)
    board.waiting = schedule.left - crew.count
    board.skipped = skipped.count
    board.done = board.total - schedule.left - board.failed - board.skipped
    tell(.board(board))
  }

  // MARK: Deciding

  private enum Decision {
    case unchanged(Stage)
    /// Only its data was missing, and has been fetched.
    case pulled
    case run(Stage, ChangeReason?)
  }

  private func decide(_ position: Int, force: Bool) throws -> Decision {
    let stage = recorded[position] ?? index.stages[position]
    if stage.isFrozen, !stage.isImport { tell(.frozen(stage: address(position))) }
    if force { return .run(stage, nil) }
    let tolerance = StageInspector.Tolerance(missing: settings.allowMissing || settings.pull)
    if let reason = try inspector.reason(for: stage, tolerance, upstream: recordedOutput) {
      if settings.pull, !settings.dryRun { try bringDependencies(of: stage) }
      return .run(stage, reason)
    }
    if settings.allowMissing || !settings.pull { return .unchanged(stage) }
    let missing = try stage.outputs.filter { try inspector.difference(of: $0) != nil }
    if missing.isEmpty { return .unchanged(stage) }
    tell(.pulling(stage: address(position)))
    try fetch(missing)
    let checkout = Checkout(repository, .init(), detector: inspector.detector)
    if try checkout.run(missing.map { Checkout.Item($0) }).failed.isEmpty { return .pulled }
    tell(.pullFailed(stage: address(position)))
    return .run(stage, try inspector.reason(for: stage))
  }

  /// Fetches what a stage reads and what is recorded of the stages that make it.
  private func bringDependencies(of stage: Stage) throws {
    let gone = try stage.dependencies.filter { try inspector.difference(of: $0)?.change == .deleted }
    let missing = gone.compactMap(producedOutput)
    if let stray = gone.first(where: { producedOutput($0) == nil && $0.location.inside != nil }) {
      tell(.nothingToFetch)
      throw WorkspaceError.targetNotFound(
        target: stray.declared, cause: .noSuchStage(name: stray.declared, file: PipelineFile.name))
    }
    if missing.isEmpty { return }
    try fetch(missing)
    _ = try Checkout(repository, .init(allowMissing: true), detector: inspector.detector)
      .run(missing.map { Checkout.Item($0) })
  }

  /// Without a remote nothing is fetched, which is told once, for the run cache.
  private func fetch(_ outputs: [Output]) throws {
    do { try hooks.fetch?(outputs) } catch is ConfigError {}
  }

  /// The output that a dependency is, with what is recorded of it by now.
  private func producedOutput(_ dependency: Dependency) -> Output? {
    guard let path = dependency.location.absolute(root: repository.root), let at = index.output(at: path)
    else {
      return nil
    }
    return (recorded[at.stage] ?? index.stages[at.stage]).outputs[at.output]
  }

  private func recordedOutput(_ dependency: Dependency) -> DataRecord? {
    producedOutput(dependency)?.recorded
  }

  private func dependants(of position: Int) -> [Int] {
    var found: Set<Int> = []
    var queue = consumers(position)
    while let next = queue.popLast() {
      if found.insert(next).inserted { queue += consumers(next) }
    }
    return found.sorted()
  }

  private func address(_ position: Int) -> String { runner.address(index.stages[position]) }
}

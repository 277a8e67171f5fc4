import Files
import Manifests
import Workspace

/// A `repro` under way: every stage of a plan in turn.
public final class Reproduction {
  public enum OnFailure: Sendable { case stop, keepGoing, ignore }

  public struct Settings: Sendable {
    public var force = false
    /// Dependants of every stage that ran run as well.
    public var forceDownstream = false
    public var interactive = false
    public var dryRun = false
    public var noCommit = false
    public var noRunCache = false
    public var allowMissing = false
    /// Fetch what is missing instead of running.
    public var pull = false
    public var onFailure = OnFailure.stop

    public init() {}
  }

  private let repository: Repository
  private let settings: Settings
  private let hooks: ReproHooks
  private let tell: (StageEvent) -> Void
  private let inspector: StageInspector
  private let runner: StageRunner
  private var index: Index
  /// Stages as they are recorded now, where that isn't what the index says.
  private var recorded: [Int: Stage] = [:]

  public init(
    _ repository: Repository, _ index: Index, _ settings: Settings, _ hooks: ReproHooks,
    tell: @escaping (StageEvent) -> Void
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
      .init(dryRun: settings.dryRun, noCommit: settings.noCommit, noRunCache: settings.noRunCache), hooks,
      tell: tell)
  }

  /// - Parameters:
  ///   - plan: stages in order.
  ///   - consumers: who depends on a stage; for what is skipped after a failure, or forced.
  /// - Returns: the stages that were run, restored or recorded anew.
  /// - Throws: ``PipelineError/stageFailed(stage:cause:)``, ``PipelineError/stagesFailed(_:)``, `Cancelled`.
  public func run(_ plan: [Int], consumers: (Int) -> [Int]) throws -> [Int] {
    if settings.pull, !settings.noRunCache { try hooks.fetchRuns?() }
    var done: [Int] = []
    var failed: [String] = []
    var skipped: Set<Int> = []
    var forced: Set<Int> = []
    var isAfterWork = false
    for position in plan where !skipped.contains(position) {
      try repository.cancellation.check()
      if isAfterWork { tell(.separator) }
      do {
        isAfterWork = try reproduce(position, force: settings.force || forced.contains(position))
        if isAfterWork {
          done.append(position)
          if settings.forceDownstream { forced.formUnion(consumers(position)) }
        }
      } catch let error as Cancelled {
        throw error
      } catch {
        switch settings.onFailure {
        case .stop: throw PipelineError.stageFailed(stage: address(position), cause: error)
        case .ignore: tell(.failed(error, isIgnored: true))
        case .keepGoing:
          tell(.failed(error, isIgnored: false))
          failed.append(address(position))
          let waiting = dependants(of: position, consumers)
          skipped.formUnion(waiting)
          if !waiting.isEmpty { tell(.skipped(stages: waiting.map(address))) }
        }
      }
    }
    if !failed.isEmpty { throw PipelineError.stagesFailed(failed) }
    return done
  }

  private enum Decision {
    case unchanged
    /// Only its data was missing, and has been fetched.
    case pulled
    case run(ChangeReason?)
  }

  /// - Returns: whether anything had to be done.
  private func reproduce(_ position: Int, force: Bool) throws -> Bool {
    let stage = index.stages[position]
    if stage.isFrozen, !stage.isImport { tell(.frozen(stage: address(position))) }
    switch force ? .run(nil) : try decide(stage, address(position)) {
    case .unchanged:
      tell(.unchanged(stage: address(position), isPointer: stage.isPointer))
      return false
    case .pulled: return false
    case .run(let reason):
      if settings.interactive, try hooks.confirm?(address(position)) != true { throw PipelineError.aborted }
      recorded[position] = try runner.bringUpToDate(stage, force: force, why: reason)
      return true
    }
  }

  private func decide(_ stage: Stage, _ address: String) throws -> Decision {
    let tolerance = StageInspector.Tolerance(missing: settings.allowMissing || settings.pull)
    if let reason = try inspector.reason(for: stage, tolerance, upstream: recordedOutput) {
      if settings.pull { try bringDependencies(of: stage) }
      return .run(reason)
    }
    if settings.allowMissing || !settings.pull { return .unchanged }
    let missing = try stage.outputs.filter { try inspector.difference(of: $0) != nil }
    if missing.isEmpty { return .unchanged }
    tell(.pulling(stage: address))
    try hooks.fetch?(missing)
    let checkout = Checkout(repository, .init(), detector: inspector.detector)
    if try checkout.run(missing.map { Checkout.Item($0) }).failed.isEmpty { return .pulled }
    tell(.pullFailed(stage: address))
    return .run(try inspector.reason(for: stage))
  }

  /// Fetches what a stage reads and what is recorded of the stages that make it.
  private func bringDependencies(of stage: Stage) throws {
    let missing = try stage.dependencies.filter { try inspector.difference(of: $0)?.change == .deleted }
      .compactMap(producedOutput)
    if missing.isEmpty { return }
    try hooks.fetch?(missing)
    _ = try Checkout(repository, .init(allowMissing: true), detector: inspector.detector)
      .run(missing.map { Checkout.Item($0) })
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

  private func dependants(of position: Int, _ consumers: (Int) -> [Int]) -> [Int] {
    var found: Set<Int> = []
    var queue = consumers(position)
    while let next = queue.popLast() {
      if found.insert(next).inserted { queue += consumers(next) }
    }
    return found.sorted()
  }

  private func address(_ position: Int) -> String { runner.address(index.stages[position]) }
}

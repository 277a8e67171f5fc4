import Files
import Hashing
import Workspace

/// Tells what a `repro` would do without doing anything.
public struct Explainer {
  private let repository: Repository
  private let index: Index
  private let inspector: StageInspector
  private let runner: StageRunner
  private let durations: StageDurations

  public init(_ repository: Repository, _ index: Index) {
    self.repository = repository
    self.index = index
    inspector = StageInspector(repository)
    // A dry runner writes nothing; it is asked only whether it would bring results back.
    runner = StageRunner(repository, inspector, .init(), ReproHooks(), tell: { _ in })
    durations = StageDurations(repository)
  }

  /// - Parameter plan: stages in the order they would be looked at.
  public func explain(_ plan: [Int], in graph: Graph?, force: Bool = false) throws -> [StageExplanation] {
    var active: Set<Int> = []
    return try plan.map { position in
      let after = (graph?.activeProducers(position) ?? []).filter(active.contains)
      let explanation = try explain(position, after: after, force: force)
      switch explanation.outcome {
      case .upToDate: break
      case .runs, .restores, .mayRun, .recorded: active.insert(position)
      }
      return explanation
    }
  }

  private func explain(_ position: Int, after: [Int], force: Bool) throws -> StageExplanation {
    let stage = index.stages[position]
    var reasons = try force ? [.forced] : reasons(of: stage)
    // A stage that never ran has nothing to be compared with.
    if case .pipeline(_, nil) = stage.definition, !force { reasons = [.neverRun] }
    let outcome: StageExplanation.Outcome
    if reasons.isEmpty {
      outcome = after.isEmpty ? .upToDate : .mayRun
    } else if stage.command == nil || stage.isFrozen {
      outcome = .recorded
    } else {
      outcome = after.isEmpty && !force && runner.wouldRestore(stage) ? .restores : .runs
    }
    return StageExplanation(
      stage: runner.address(stage), outcome: outcome, reasons: reasons,
      after: after.map { runner.address(index.stages[$0]) }, lastSeconds: durations.last(of: stage))
  }

  private func reasons(of stage: Stage) throws -> [ExplainedReason] {
    let status = try inspector.status(of: stage)
    var reasons: [ExplainedReason] = []
    if let difference = status.definition { reasons.append(.definition(difference)) }
    if status.isAlwaysChanged, !stage.isFrozen { reasons.append(.always) }
    reasons += try status.dependencies.map { .dependency($0, members: try members($0)) }
    reasons += status.parameters.map { .parameters($0) }
    reasons += try status.outputs.map { .output($0, members: try members($0)) }
    return reasons
  }

  /// Which files of a directory differ; empty when the cache doesn't know what the directory was.
  private func members(_ difference: DataDifference) throws -> [MemberChange] {
    guard difference.change == .modified, let old = difference.old, old.isTree,
      let path = difference.location.absolute(root: repository.root),
      let listing = try inspector.detector.snapshot(of: path, algorithm: old.algorithm)?.listing,
      let tree = try? repository.store.tree(old)
    else { return [] }
    let (before, now) = (Members.tree(tree), Members.listing(listing, old.algorithm))
    var changes: [MemberChange] = []
    Members.merge(before, now) { left, right in
      switch (left, right) {
      case (let left?, let right?) where before.id(left) != now.id(right):
        changes.append(MemberChange(path: now.path(right), change: .modified))
      case (let left?, nil): changes.append(MemberChange(path: before.path(left), change: .deleted))
      case (nil, let right?): changes.append(MemberChange(path: now.path(right), change: .new))
      default: break
      }
    }
    return changes
  }
}

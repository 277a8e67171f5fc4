import Hashing
import Pipeline
import Workspace

/// `stage run`: one stage alone.
public struct StageRunOptions: Sendable {
  /// A name, or `path/dvc.yaml:name`.
  public var stage: String
  /// Refuse to run on inputs that aren't what their makers recorded.
  public var frozen = false
  /// Don't store the results.
  public var noCommit = false

  public init(stage: String) { self.stage = stage }
}

/// What went into a run and what came out.
public struct StageRunReport: Sendable {
  public struct Record: Sendable {
    /// As it stands in `dvc.yaml`.
    public let path: String
    public let id: ObjectID?
  }

  public var stage: String
  public var inputs: [Record] = []
  public var outputs: [Record] = []
}

extension Session {
  /// Runs one stage, whatever is known of earlier runs, and records its outputs by their hashes.
  /// - Throws: `PipelineError.inputsDiffer` with `frozen`, else as ``repro(_:)``.
  public func runStage(_ options: StageRunOptions) throws -> Outcome<StageRunReport> {
    try changing { repository in
      let index = try repository.index()
      let found = try TargetResolver(repository: repository, index: index).stages(named: options.stage)
      guard found.count == 1, let position = found.first?.stage, index.stages[position].command != nil else {
        throw PipelineError.notRunnable(stage: options.stage)
      }
      let stage = index.stages[position]
      if options.frozen {
        let differing = try InputCheck(repository, index).differing(stage)
        if !differing.isEmpty { throw PipelineError.inputsDiffer(paths: differing) }
      }
      try repository.refuseIgnoredLock(of: stage.file)
      var settings = ReproSettings()
      settings.force = true
      settings.noCommit = options.noCommit
      settings.waitsForOthers = waitForLock
      let run = Reproduction(repository, index, settings, ReproHooks()) { events.receive(.stage($0)) }
      _ = try run.run([position], in: nil)
      var report = StageRunReport(stage: stage.address(from: repository.workingDirectoryInside))
      if let done = run.recorded(position) {
        report.inputs = done.dependencies.map { .init(path: $0.declared, id: $0.recorded.object) }
        report.outputs = done.outputs.map { .init(path: $0.declared, id: $0.recorded.object) }
      }
      return report
    }
  }
}

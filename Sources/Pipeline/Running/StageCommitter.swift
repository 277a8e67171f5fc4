import Hashing
import Manifests
import Workspace

/// Records what a stage's files are now as the result of its command, without running it (`commit`).
public struct StageCommitter {
  private let repository: Repository
  private let inspector: StageInspector
  private let tell: (StageEvent) -> Void

  public init(repository: Repository, tell: @escaping (StageEvent) -> Void) {
    self.repository = repository
    inspector = StageInspector(repository)
    self.tell = tell
  }

  /// Whether the files differ from what is recorded: then only the user can say that they are right.
  /// That the cache lacks them is no difference: storing them is what `commit` is for.
  public func isChanged(_ stage: Stage) throws -> Bool {
    var stage = stage
    for position in stage.outputs.indices { stage.outputs[position].entry.isCached = false }
    let status = try inspector.status(of: stage)
    return !status.dependencies.isEmpty || !status.parameters.isEmpty || !status.outputs.isEmpty
      || status.definition != nil
  }

  /// - Parameter limit: absolute path inside an output of a pointer: only that part is recorded anew.
  /// - Throws: `WorkspaceError`, ``PipelineError``, `StoreError`, `FileError`
  public func commit(_ stage: Stage, limit: String?, relink: Bool) throws {
    guard case .pipeline = stage.definition, let command = stage.command else {
      return try DataTracker(repository: repository).commit(stage, limit: limit, relink: relink)
    }
    let recorder = Recorder(repository: repository, inspector: inspector, tell: tell)
    let entry = LockEntry(
      command: command, dependencies: try recorder.dependencies(of: stage, .asFact),
      params: try recorder.parameters(of: stage, .asFact), outputs: try recorder.outputs(of: stage, .init()))
    let settler = Settler(repository)
    try LockKeeper(repository, settler, tell: tell).record(entry, of: stage)
    try settler.settle()
  }
}

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

  /// How the files differ from what is recorded: then only the user can say that they are right.
  /// That the cache lacks them is no difference: storing them is what `commit` is for.
  public func changes(of stage: Stage) throws -> CommitQuestion? {
    var stage = stage
    for position in stage.outputs.indices { stage.outputs[position].entry.isCached = false }
    let status = try inspector.status(of: stage)
    if status.dependencies.isEmpty, status.parameters.isEmpty, status.outputs.isEmpty,
      status.definition == nil
    {
      return nil
    }
    return CommitQuestion(
      stage: stage.address(from: repository.workingDirectoryInside),
      inputs: (status.dependencies.map { ($0.location, $0.declared) }
        + status.parameters.map { ($0.location, $0.declared) }).map(repository.display),
      outputs: status.outputs.map { repository.display($0.location, $0.declared) },
      isPointer: stage.isPointer)
  }

  /// Stores what a stage's files are now. Of a pointer all is done then; entries of lock files wait for ``record(_:)``,
  /// so that a file is written when all its stages are known to be right.
  /// - Parameters:
  ///   - remembers: the run cache learns of it as of a run.
  ///   - limit: absolute path of an output or inside one: only that one is stored.
  ///   - records: of a pointer: false when all is recorded already.
  /// - Throws: `WorkspaceError`, ``PipelineError``, `StoreError`, `FileError`
  public func commit(
    _ stage: Stage, remembers: Bool, limit: String?, records: Bool = true, relink: Bool
  ) throws -> LockEntry? {
    guard case .pipeline = stage.definition, let command = stage.command else {
      try DataTracker(repository: repository).commit(stage, limit: limit, records: records, relink: relink)
      return nil
    }
    let recorder = Recorder(repository: repository, inspector: inspector, tell: tell)
    // The run cache can't bring back what is not stored.
    let remembers = remembers && limit == nil && RunCache.covers(stage)
    let entry = LockEntry(
      command: command, dependencies: try recorder.dependencies(of: stage, .asFact),
      params: try recorder.parameters(of: stage, .asFact),
      outputs: try recorder.outputs(of: stage, .init(storesUncached: remembers, limit: limit)))
    if remembers {
      try repository.store.flush()
      try RunCache(repository: repository, tell: tell).save(entry)
    }
    return entry
  }

  /// Writes entries of stages of one file.
  public func record(_ entries: [(stage: Stage, entry: LockEntry)]) throws {
    let settler = Settler(repository)
    try LockKeeper(repository, settler, tell: tell).record(entries)
    try settler.settle()
  }
}

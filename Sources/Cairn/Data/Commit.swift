import Manifests
import Pipeline
import Workspace

extension Session {
  /// Records the present workspace in pointers and lock files, and stores it.
  /// - Throws: `WorkspaceError.changedStage` for a stage whose files differ from its record, unless `force`; before
  ///   anything of it is written.
  public func commit(_ options: CommitOptions) throws -> Outcome<Void> {
    try changing(stages: false) { repository in
      let index = try repository.index(naming: options.selection.alone, granular: true)
      let targets = try resolve(options.selection, index, repository)
      let committer = StageCommitter(repository: repository) { events.receive(.stage($0)) }
      // A refused stage leaves what was stored of those before it; the next command needn't doubt that.
      defer { _ = try? repository.store.flush() }
      // Consecutive stages of a file are written together, or none of them.
      var entries: [(stage: Stage, entry: LockEntry)] = []
      for target in targets {
        try cancellation.check()
        let stage = index.stages[target.stage]
        let question = options.force ? nil : try committer.changes(of: stage)
        if let question, options.confirm?(question) != true {
          throw WorkspaceError.changedStage(stage.address(from: repository.workingDirectoryInside))
        }
        if let file = entries.first?.stage.file, file != stage.file {
          try committer.record(entries)
          entries = []
        }
        if let entry = try committer.commit(
          stage, remembers: options.force, limit: target.path,
          records: options.force || question != nil, relink: !options.noRelink)
        {
          entries.append((stage, entry))
        }
      }
      try committer.record(entries)
    }
  }
}

import Manifests
import Pipeline
import Workspace

extension Session {
  /// Takes stages out of `repro` and `status`, or brings them back. Only the files that define them are read.
  /// - Throws: `PipelineError.targetFailed`; targets before it are done.
  public func freeze(_ options: FreezeOptions) throws -> Outcome<Bool> {
    try changing(stages: false) { repository in
      let freezer = Freezer(repository: repository) { events.receive(.stage($0)) }
      for target in options.targets {
        do {
          try freezer.set(options.frozen, of: target)
        } catch {
          throw PipelineError.targetFailed(target: target, cause: error)
        }
      }
      return options.frozen
    }
  }
}

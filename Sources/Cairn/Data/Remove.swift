import Documents
import Files
import Manifests
import Workspace

extension Session {
  /// Stops tracking: deletes pointer files, or stages from `dvc.yaml` and `dvc.lock`, and their `.gitignore` entries.
  /// The data stays unless `outs`.
  /// - Throws: `WorkspaceError.notADVCFile` for the name of data, target and file errors.
  public func remove(_ options: RemoveOptions) throws -> Outcome<Void> {
    try changing(stages: false) { repository in
      let index = try repository.index(naming: options.targets, granular: false)
      let resolver = TargetResolver(repository: repository, index: index)
      var stages: [Stage] = []
      for target in options.targets {
        do {
          stages += try resolver.stages(named: target).map { index.stages[$0.stage] }
        } catch let failure as StageLookupFailure {
          let path = Paths.absolute(target, in: environment.workingDirectory)
          if index.output(at: path) != nil || FileSystem.exists(path + PointerFile.suffix) {
            throw WorkspaceError.notADVCFile(
              target: target, suggestion: target + PointerFile.suffix, cause: failure)
          }
          throw failure
        }
      }
      let remover = StageRemover(repository: repository)
      for stage in stages { try remover.remove(stage, outputs: options.outs) }
    }
  }
}

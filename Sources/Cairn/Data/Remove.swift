import Documents
import Files
import Manifests
import Workspace

extension Session {
  /// Stops tracking, target by target: deletes pointer files, or stages from `dvc.yaml` and `dvc.lock`, and their
  /// `.gitignore` entries. The data stays unless `outs`.
  /// - Throws: `WorkspaceError.notADVCFile` for the name of data, target and file errors.
  public func remove(_ options: RemoveOptions) throws -> Outcome<Void> {
    try changing(stages: false) { repository in
      let index = try repository.index(naming: options.targets, granular: false)
      let resolver = TargetResolver(repository: repository, index: index)
      let remover = StageRemover(repository: repository)
      var removed: Set<Int> = []
      // One after the other, as by the peer: what a later target is wrong about doesn't bring back those before it.
      for target in options.targets {
        let positions = try named(target, index, resolver).map(\.stage)
        if let position = positions.first(where: removed.contains) {
          let stage = index.stages[position]
          throw WorkspaceError.stageNotFound(
            name: stage.name ?? target, file: repository.display(Paths.join(repository.root, stage.file)),
            fileExists: true)
        }
        for position in positions {
          try remover.remove(index.stages[position], outputs: options.outs)
          removed.insert(position)
        }
        repository.ignoreEdits.keep()
      }
    }
  }

  /// The stages of a word; the name of data is told from a name of nothing.
  private func named(_ target: String, _ index: Index, _ resolver: TargetResolver) throws -> [Target] {
    do {
      return try resolver.stages(named: target)
    } catch let failure as StageLookupFailure {
      let path = Paths.absolute(target, in: environment.workingDirectory)
      if index.output(at: path) != nil || FileSystem.exists(path + PointerFile.suffix) {
        throw WorkspaceError.notADVCFile(
          target: target, suggestion: target + PointerFile.suffix, cause: failure)
      }
      throw failure
    }
  }
}

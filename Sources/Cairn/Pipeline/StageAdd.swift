import Manifests
import Pipeline
import Workspace

extension Session {
  /// Writes a stage into the `dvc.yaml` of the working directory, and with `run` reproduces it at once.
  /// - Returns: the stage's name.
  /// - Throws: `PipelineError`, `PipelineEditError`, `WorkspaceError`.
  public func addStage(_ options: StageAddOptions) throws -> Outcome<String> {
    try changing { repository in
      let tell: (StageEvent) -> Void = { events.receive(.stage($0)) }
      let stage = try StageAdder(repository: repository, tell: tell)
        .add(options.draft, overwriting: options.force, hidesOutputs: !options.run)
      try repository.refuseIgnoredLock(of: stage.file)
      guard options.run else { return options.name }
      let index = try repository.index()
      guard let position = index.position(of: stage.id) else { return options.name }
      var settings = ReproSettings()
      settings.force = options.force
      do {
        _ = try Reproduction(repository, index, settings, ReproHooks(), tell: tell).run([position], in: nil)
      } catch PipelineError.stageFailed(_, let cause) {
        throw cause
      }
      return options.name
    }
  }
}

extension StageAddOptions {
  var draft: StageDraft {
    var draft = StageDraft(name: name, command: command)
    draft.dependencies = deps
    draft.parameters = params
    draft.workingDirectory = workingDirectory
    draft.isAlwaysChanged = alwaysChanged
    draft.desc = description
    func add(_ paths: [String], _ kind: StageOutput.Kind, cached: Bool, persistent: Bool = false) {
      for path in paths {
        var output = StageOutput(path: path, kind: kind)
        output.isCached = cached
        output.isPersistent = persistent
        draft.outputs.append(output)
      }
    }
    // In the order the peer puts them into `.gitignore`.
    add(outsPersist, .output, cached: true, persistent: true)
    add(outsPersistNoCache, .output, cached: false, persistent: true)
    add(metrics, .metric, cached: true)
    add(metricsNoCache, .metric, cached: false)
    add(plots, .plot, cached: true)
    add(plotsNoCache, .plot, cached: false)
    add(outs, .output, cached: true)
    add(outsNoCache, .output, cached: false)
    return draft
  }
}

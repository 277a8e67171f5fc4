import Files
import Manifests

extension Repository {
  /// The index; where some file of ours can't be read, the stages alone that the words name, so that what is broken
  /// elsewhere doesn't stop the work on them.
  /// - Parameters:
  ///   - words: as typed. Without any everything is meant.
  ///   - granular: a word may mean an output, which only the whole index could tell.
  /// - Throws: why a named stage, or, where the words don't name stages, the first file can't be read.
  public func index(naming words: [String], granular: Bool) throws -> Index {
    do { return try index() } catch  where !words.isEmpty && !(error is Cancelled) {
      guard let index = try index(of: words, granular: granular) else { throw error }
      return index
    }
  }

  /// - Returns: nil if a word may mean an output.
  private func index(of words: [String], granular: Bool) throws -> Index? {
    let tree = WorkspaceTree(root: root)
    var pipelines: [String: PipelineSource] = [:]
    var stages: [Stage] = []
    var seen: Set<Stage.ID> = []
    for word in words {
      let address = try TargetResolver.split(word)
      let file = address.file ?? PipelineFile.name
      let absolute = Paths.absolute(file, in: environment.workingDirectory)
      guard IndexBuilder.isOurs(Paths.name(file)), Paths.isInside(absolute, root),
        try FileSystem.info(absolute)?.isFile == true
      else {
        if granular, address.file == nil { return nil }
        continue  // it is told when the word is looked up
      }
      let key = key(of: absolute)
      var found: [Stage] = []
      if Paths.name(file) == PipelineFile.name {
        let pipeline = try pipelines[key] ?? stageLoader.pipeline(key, tree)
        pipelines[key] = pipeline
        found = try stageLoader.stages(of: pipeline, named: address.name)
        if found.isEmpty, granular, address.name != nil { return nil }
      } else {
        found = [try stageLoader.pointerStage(key, tree)]
      }
      try IgnoredOutputs(root: root, tree: tree).refuse(found)
      stages += found.filter { seen.insert($0.id).inserted }
    }
    let index = Index(root: root, stages: stages, pipelines: pipelines.values.sorted { $0.file < $1.file })
    try keepListedTrees(index)
    return index
  }

  /// - Throws: ``WorkspaceError/pathIgnored(path:rule:)`` for a stage whose outputs `.dvcignore` hides.
  public func refuseHiddenOutputs(of stage: Stage) throws {
    try IgnoredOutputs(root: root, tree: WorkspaceTree(root: root)).refuse([stage])
  }

  /// Reads one stage of a `dvc.yaml` and its lock file, for what is wrong with them.
  public func checkStage(_ name: String, of file: String) throws {
    let pipeline = try stageLoader.pipeline(file, WorkspaceTree(root: root))
    if try pipeline.resolver.memberNames(of: name) == nil {
      _ = try stageLoader.stages(of: pipeline, named: name)
    }
  }
}

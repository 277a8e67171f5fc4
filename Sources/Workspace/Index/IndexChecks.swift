import Files

extension Index {
  /// Checks what every graph must keep: an output has one owner, outputs don't lie in each other, no stage file lies in
  /// an output (formats §5.1). Costs one pass over the outputs.
  /// - Throws: ``WorkspaceError``
  public func checkOutputs(workingDirectory: String) throws {
    var owners: [String: [Stage]] = [:]
    var order: [String] = []
    for stage in stages {
      for output in stage.outputs {
        guard let path = output.location.absolute(root: root) else { continue }
        if owners[path, default: []].isEmpty { order.append(path) }
        owners[path, default: []].append(stage)
      }
    }
    let here = Paths.join(root, workingDirectory)
    func shown(_ path: String) -> String {
      Paths.isInside(path, root) ? Paths.relative(path, to: here) : path
    }
    func address(_ stage: Stage) -> String { stage.address(from: workingDirectory) }
    for path in order {
      if let stages = owners[path], stages.count > 1 {
        throw WorkspaceError.duplicateOutputs(path: shown(path), stages: stages.map(address))
      }
    }
    for path in order {
      guard let child = owners[path]?.first else { continue }
      if let holder = output(holding: Paths.parent(path)),
        let parent = self[holder].location.absolute(root: root)
      {
        throw WorkspaceError.overlappingOutputs(
          parent: shown(parent), parentStage: address(stages[holder.stage]), child: shown(path),
          childStage: address(child))
      }
    }
    for stage in stages {
      let file = Paths.join(root, stage.file)
      if let holder = output(holding: file), let path = self[holder].location.absolute(root: root) {
        throw WorkspaceError.stageInsideOutput(
          stage: address(stage), output: shown(path), owner: address(stages[holder.stage]))
      }
    }
  }
}

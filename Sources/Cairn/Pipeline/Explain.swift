import Pipeline
import Workspace

extension Session {
  /// What `repro` would do with each stage of its plan, and why. Nothing is run or written.
  public func explainRepro(_ options: ReproOptions) throws -> [StageExplanation] {
    try withRepository(isReading: true) { repository in
      let index = try repository.index()
      let (stages, graph) = try plan(options, index, repository)
      return try Explainer(repository, index).explain(stages, in: graph, force: options.force)
    }
  }

  /// The same for what `status` looks at.
  public func explainStatus(_ options: StatusOptions) throws -> [StageExplanation] {
    try withRepository(isReading: true) { repository in
      let index = try repository.index()
      let graph = try Graph(index, workingDirectory: repository.workingDirectoryInside)
      let targets = try resolve(options.selection, index, repository).map(\.stage)
      // With everything before them, so that each knows what runs first.
      let order = graph.upstream(of: targets)
      let all = try Explainer(repository, index).explain(order, in: graph)
      let wanted = Set(targets)
      return zip(order, all).filter { wanted.contains($0.0) }.map(\.1)
    }
  }
}

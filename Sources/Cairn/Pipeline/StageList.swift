import Files
import Manifests
import Pipeline
import Workspace

/// A stage in a list.
public struct StageSummary: Equatable, Sendable {
  /// As the user would type it.
  public let name: String
  public let description: String?
  /// Paths as written.
  public let outs: [String]
  /// Metrics and plots.
  public let reports: [String]
  /// Dependencies and files of parameters.
  public let deps: [String]
}

extension Session {
  /// Stages in the order of their files: those of `./dvc.yaml`, of the targets, or all. Without `failFast` files that
  /// can't be read are left out, unless asked for.
  public func stageList(_ options: StageListOptions) throws -> [StageSummary] {
    try withRepository(isReading: true) { repository in
      let here = repository.workingDirectoryInside
      if options.all {
        let index = try options.failFast ? repository.index() : repository.readableIndex().index
        return index.stages.map { StageSummary($0, from: here) }
      }
      let words = options.targets.isEmpty ? [PipelineFile.name] : options.targets
      var (index, broken) = try repository.readableIndex()
      if !broken.isEmpty, !options.recursive {
        (index, broken) = (try repository.index(naming: words, granular: false), [:])
      }
      for word in words where !broken.isEmpty {
        let file = try repository.key(
          of: Paths.absolute(
            TargetResolver.split(word).file ?? PipelineFile.name,
            in: environment.workingDirectory))
        if let error = broken[file] { throw error }
      }
      let targets = ReproTargets(repository: repository, index: index)
      // A directory without stages is an empty list here.
      return try words.flatMap { try targets.stages($0, recursive: options.recursive) }
        .map { StageSummary(index.stages[$0], from: here) }
    }
  }
}

extension StageSummary {
  init(_ stage: Stage, from directory: String) {
    let desc: String? =
      switch stage.definition {
      case .pointer(let pointer): pointer.desc
      case .pipeline(let resolved, _): resolved.desc
      }
    self.init(
      name: stage.address(from: directory), description: desc,
      outs: stage.outputs.filter { $0.role == .data }.map(\.declared),
      reports: stage.outputs.filter { $0.role != .data }.map(\.declared),
      deps: stage.dependencies.map(\.declared) + stage.parameters.map(\.declared))
  }
}

import Documents
import Files
import Manifests
import Workspace

/// Writes a new stage into the `dvc.yaml` where the user is.
public struct StageAdder {
  let repository: Repository
  let tell: (StageEvent) -> Void

  public init(repository: Repository, tell: @escaping (StageEvent) -> Void) {
    self.repository = repository
    self.tell = tell
  }

  /// Everything is checked before anything is written.
  /// - Parameter hidesOutputs: put them into `.gitignore` files now; a run does it too.
  /// - Returns: the stage, as it was read back.
  /// - Throws: ``PipelineError``, `PipelineEditError`, `WorkspaceError`
  public func add(_ draft: StageDraft, overwriting: Bool, hidesOutputs: Bool = true) throws -> Stage {
    if draft.command.allSatisfy(\.isEmpty) { throw PipelineError.noCommand }
    guard StageDefinition.isValidName(draft.name) else { throw PipelineError.invalidName(draft.name) }
    let path = Paths.join(repository.environment.workingDirectory, PipelineFile.name)
    try repository.refuseIgnoredByGit(path)
    let original = try FileSystem.readIfPresent(path)
    var file = PipelineFile()
    do {
      if let original { file = try PipelineFile.parse(original) }
    } catch {
      throw WorkspaceError.invalidFile(path: repository.key(of: path), cause: error)
    }

    let directory = Paths.absolute(draft.workingDirectory ?? ".", in: repository.environment.workingDirectory)
    try check(directory)
    var definition = relative(draft.definition(), to: directory)
    if let written = definition.workingDirectory, written.hasPrefix("/") {
      definition.workingDirectory = Paths.relative(
        directory, to: repository.environment.workingDirectory)
    }
    let stage = stage(draft.name, definition, in: path, directory)
    try check(stage)
    if !overwriting, file.definition(of: draft.name) != nil { throw PipelineEditError.exists(draft.name) }
    try checkNeighbours(of: stage)

    try file.add(definition, named: draft.name, overwriting: overwriting)
    for output in stage.outputs where output.isCached && hidesOutputs {
      guard let place = try repository.ownPath(of: output) else { continue }
      if try FileSystem.info(Paths.parent(place)) == nil {
        // The run will make it.
        tell(.ignoreFileLater(path: Paths.join(Paths.parent(place), ".gitignore")))
      } else {
        try repository.ignoreInGit(place)
      }
    }
    do {
      try repository.writeTracked(
        Array(try file.text(over: original).utf8), to: path)
    } catch let error as DocumentError {
      throw WorkspaceError.invalidFile(path: repository.key(of: path), cause: error)
    }
    repository.noteChange(of: path)
    tell(.added(stage: draft.name, file: repository.display(path)))
    return try repository.index().stage(stage.id) ?? stage
  }

  /// Absolute paths in the project become relative ones.
  private func relative(_ definition: StageDefinition, to directory: String) -> StageDefinition {
    func relative(_ path: String) -> String {
      let isOurs = path.hasPrefix("/") && Paths.isInside(Paths.normalize(path), repository.root)
      return isOurs ? Paths.relative(Paths.normalize(path), to: directory) : path
    }
    var definition = definition
    definition.dependencies = definition.dependencies.map(relative)
    for position in definition.outputs.indices {
      definition.outputs[position].path = relative(definition.outputs[position].path)
    }
    return definition
  }

  private func stage(_ name: String, _ definition: StageDefinition, in path: String, _ directory: String)
    -> Stage
  {
    func location(_ path: String) -> DataLocation {
      repository.location(of: path, from: directory)
    }
    let resolved = ResolvedStage(
      name: name, command: definition.command, workingDirectory: definition.workingDirectory,
      dependencies: definition.dependencies, params: definition.params, outputs: definition.outputs,
      isAlwaysChanged: definition.isAlwaysChanged, desc: definition.desc)
    return Stage(
      file: repository.key(of: path), name: name, workingDirectory: directory, command: definition.command,
      dependencies: definition.dependencies.map {
        Dependency(entry: DependencyEntry(path: $0), location: location($0))
      },
      parameters: definition.params.map {
        ParameterDependency(declared: $0.file, location: location($0.file), keys: $0.keys, recorded: nil)
      },
      outputs: definition.outputs.map { output in
        var entry = OutputEntry(path: output.path)
        entry.isCached = output.isCached
        entry.isPersistent = output.isPersistent
        let role: Output.Role =
          switch output.kind {
          case .output: .data
          case .metric: .metric
          case .plot: .plot
          }
        return Output(entry: entry, location: location(output.path), role: role)
      },
      isFrozen: false, isAlwaysChanged: definition.isAlwaysChanged,
      definition: .pipeline(resolved, locked: nil))
  }

  /// What is wrong with a stage's working directory.
  private func check(_ directory: String) throws {
    guard let info = try FileSystem.info(directory) else {
      throw WorkspaceError.directoryMissing(path: directory)
    }
    guard info.isDirectory else { throw PipelineError.workingDirectoryIsFile(path: directory) }
    guard directory == repository.root || Paths.isInside(directory, repository.root) else {
      throw PipelineError.workingDirectoryOutside(path: directory)
    }
  }

  /// What is wrong with a stage by itself.
  private func check(_ stage: Stage) throws {
    for declared in stage.dependencies.map(\.declared) + stage.outputs.map(\.declared) {
      try repository.config.checkRemote(in: declared)
    }
    for output in stage.outputs { try refuseName(output.location, output.declared, as: .output) }
    try repository.refuseHiddenOutputs(of: stage)
    for dependency in stage.dependencies {
      try refuseName(dependency.location, dependency.declared, as: .dependency)
    }
    func places(_ locations: [DataLocation]) -> [String] {
      locations.compactMap { $0.absolute(root: repository.root) }
    }
    let made = places(stage.outputs.map(\.location))
    let read = places(stage.dependencies.map(\.location) + stage.parameters.map(\.location))
    if (stage.dependencies.map(\.declared) + stage.outputs.map(\.declared)).contains("") {
      throw PipelineError.emptyPath
    }
    let outside = stage.outputs.filter { output in
      guard let inside = output.location.inside else { return output.isCached }
      return inside.isEmpty
    }
    if !outside.isEmpty {
      throw PipelineError.storedOutputsOutside(
        paths: outside.map { $0.location.absolute(root: repository.root) ?? $0.declared })
    }
    if let both = made.first(where: read.contains) { throw PipelineError.outputAndDependency(path: both) }
    for paths in [made, read] {
      var seen: Set<String> = []
      if let twice = paths.first(where: { !seen.insert($0).inserted }) {
        throw PipelineError.duplicatePath(path: twice)
      }
    }
  }

  private func refuseName(_ location: DataLocation, _ declared: String, as role: PointerRole) throws {
    let name = Paths.name(location.absolute(root: repository.root) ?? declared)
    guard name.hasSuffix(PointerFile.suffix) || name == PipelineFile.name else { return }
    switch role {
    case .output: throw WorkspaceError.pointerAsOutput(path: declared)
    case .dependency: throw WorkspaceError.pointerAsDependency(path: declared)
    }
  }

  private enum PointerRole { case output, dependency }

  /// What is wrong with it among the others: shared and overlapping outputs, cycles.
  private func checkNeighbours(of stage: Stage) throws {
    let index = try repository.index()
    let others = index.stages.filter { $0.id != stage.id }
    let here = repository.workingDirectoryInside
    for output in stage.outputs {
      guard let path = output.location.absolute(root: repository.root) else { continue }
      let owners = others.filter { other in
        other.outputs.contains { $0.location.absolute(root: repository.root) == path }
      }
      if !owners.isEmpty {
        throw WorkspaceError.outputTaken(
          path: repository.display(path), stages: owners.map { $0.address(from: here) })
      }
    }
    _ = try Graph(Index(root: repository.root, stages: [stage] + others), workingDirectory: here)
  }
}

import Documents
import Files
import Manifests

extension StageLoader {
  /// Reads a `dvc.yaml`, its lock file, `params.yaml` and vars.
  /// - Throws: ``WorkspaceError/invalidFile(path:cause:)``, `TemplateError`
  func pipeline(_ file: String, _ tree: any SourceTree) throws -> PipelineSource {
    guard let bytes = try tree.read(file) else { throw WorkspaceError.fileMissing(path: absolute(file)) }
    let lockName = PipelineSource.lockFile(of: file)
    let definition: PipelineFile
    let lock: LockFile
    do {
      definition = try PipelineFile.parse(bytes)
    } catch {
      throw WorkspaceError.invalidFile(path: file, cause: error)
    }
    do {
      lock =
        try tree.read(lockName).map { bytes throws(ManifestError) in try LockFile.parse(bytes) } ?? LockFile()
    } catch let error as ManifestError {
      throw WorkspaceError.invalidFile(path: lockName, cause: error)
    }
    // Of a project elsewhere it leads out.
    let here = Paths.normalize(absolute(workingDirectory))
    let root = root
    let resolver = try Resolver(
      definition, path: Paths.relative(absolute(file), to: here), flags: flags
    ) { path in
      // A vars file is hostile until checked: it must lie in the project.
      guard case .inside(let inside) = DataLocation(declared: path, from: here, root: root) else {
        return .absent
      }
      switch try tree.kind(inside) {
      case .directory: return .directory
      case .file:
        guard let bytes = try tree.read(inside) else { return .absent }
        do {
          return .content(try ValueFile.load(bytes, named: inside))
        } catch let error as DocumentError {
          throw WorkspaceError.invalidFile(path: inside, cause: error)
        }
      default: return .absent
      }
    }
    return PipelineSource(file: file, resolver: resolver, lock: lock)
  }

  /// All stages of a `dvc.yaml`, in its order.
  func stages(of pipeline: PipelineSource) throws -> [Stage] {
    try pipeline.resolver.resolveAll().map { try stage(of: $0, in: pipeline) }
  }

  /// The stage of that name, the members of that group, or with no name all; the others aren't worked out.
  func stages(of pipeline: PipelineSource, named name: String?) throws -> [Stage] {
    guard let name else { return try stages(of: pipeline) }
    return try (pipeline.resolver.memberNames(of: name) ?? [name])
      .compactMap { try pipeline.resolver.resolve($0) }.map { try stage(of: $0, in: pipeline) }
  }

  private func stage(of resolved: ResolvedStage, in pipeline: PipelineSource) throws -> Stage {
    if let path = resolved.dependencies.first(where: isPointerName) {
      throw WorkspaceError.pointerAsDependency(path: path)
    }
    if let output = resolved.outputs.first(where: { isPointerName($0.path) }) {
      throw WorkspaceError.pointerAsOutput(path: output.path)
    }
    let directory = Paths.absolute(
      resolved.workingDirectory ?? ".", in: Paths.parent(absolute(pipeline.file)))
    let locked = pipeline.lock.entry(for: resolved.name)
    var seen: Set<String> = []
    let dependencies = resolved.dependencies.filter { seen.insert($0).inserted }.map { path in
      Dependency(
        entry: DependencyEntry(path: path, data: locked?.dependency(path)?.data ?? DataRecord()),
        location: place(path, directory))
    }
    let outputs = resolved.outputs.map {
      output(of: $0, locked?.output($0.path)?.data ?? DataRecord(), directory)
    }
    let parameters = merged(resolved.params).map { request in
      ParameterDependency(
        declared: request.file, location: location(request.file, directory), keys: request.keys,
        recorded: locked?.params(of: request.file))
    }
    return Stage(
      file: pipeline.file, name: resolved.name, workingDirectory: directory, command: resolved.command,
      dependencies: dependencies, parameters: parameters, outputs: outputs, isFrozen: resolved.isFrozen,
      isAlwaysChanged: resolved.isAlwaysChanged, definition: .pipeline(resolved, locked: locked))
  }

  private func isPointerName(_ path: String) -> Bool { IndexBuilder.isOurs(Paths.name(path)) }

  private func output(of declared: StageOutput, _ data: DataRecord, _ directory: String) -> Output {
    var entry = OutputEntry(path: declared.path, data: data)
    entry.annotations = declared.annotations
    entry.isCached = declared.isCached
    entry.isPersistent = declared.isPersistent
    entry.remote = declared.remote
    entry.isPushed = declared.isPushed
    let role: Output.Role =
      switch declared.kind {
      case .output: .data
      case .metric: .metric
      case .plot: .plot
      }
    return Output(entry: entry, location: place(declared.path, directory), role: role)
  }

  /// One request per file; the whole file wins over keys of it (formats §4.2).
  private func merged(_ requests: [ParamsRequest]) -> [ParamsRequest] {
    var merged: [ParamsRequest] = []
    for request in requests {
      guard let at = merged.firstIndex(where: { $0.file == request.file }) else {
        merged.append(request)
        continue
      }
      guard let known = merged[at].keys, let keys = request.keys else {
        merged[at].keys = nil
        continue
      }
      merged[at].keys = known + keys.filter { !known.contains($0) }
    }
    return merged
  }
}

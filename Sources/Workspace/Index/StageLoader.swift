import Documents
import Files
import Manifests

/// Turns a `.dvc` or `dvc.yaml` (with its lock file and params) into stages.
struct StageLoader {
  let root: String
  /// Root-relative directory of the user, for messages.
  let workingDirectory: String
  let flags: FlagStyle
  /// Where a `remote://…` lies on this machine; nil when it lies elsewhere.
  var remotePath: (String) -> String? = { _ in nil }

  func pointerStage(_ file: String, _ tree: any SourceTree) throws -> Stage {
    guard let bytes = try tree.read(file) else { throw WorkspaceError.fileMissing(path: absolute(file)) }
    let pointer: PointerFile
    do {
      pointer = try PointerFile.parse(bytes)
    } catch {
      throw WorkspaceError.invalidFile(path: file, cause: error)
    }
    return stage(of: pointer, file: file)
  }

  /// The stage that a pointer file stands for.
  func stage(of pointer: PointerFile, file: String) -> Stage {
    let directory = Paths.absolute(pointer.workingDirectory ?? ".", in: Paths.parent(absolute(file)))
    return Stage(
      file: file, name: nil, workingDirectory: directory, command: nil,
      dependencies: pointer.dependencies.map { dependency($0, from: directory) }, parameters: [],
      outputs: pointer.outputs.map { Output(entry: $0, location: location($0.path, directory), role: .data) },
      isFrozen: pointer.isFrozen, isAlwaysChanged: pointer.isAlwaysChanged, definition: .pointer(pointer))
  }

  func dependency(_ entry: DependencyEntry, from directory: String) -> Dependency {
    // A path in another repository is no path here.
    Dependency(
      entry: entry,
      location: entry.repository == nil ? location(entry.path, directory) : .url(entry.path))
  }

  func location(_ path: String, _ directory: String) -> DataLocation {
    DataLocation(declared: path, from: directory, root: root)
  }

  /// Of what a stage of a pipeline names; a directory remote's files are files.
  func place(_ path: String, _ directory: String) -> DataLocation {
    remotePath(path).map(DataLocation.local) ?? location(path, directory)
  }

  func absolute(_ file: String) -> String { Paths.join(root, file) }
}

extension Repository {
  /// The stages of one `.dvc` or `dvc.yaml` (with its lock file) as some tree of files has it.
  /// - Parameter file: relative to the tree's root.
  /// - Throws: `WorkspaceError.invalidFile`, `TemplateError`.
  public func stages(of file: String, in tree: any SourceTree) throws -> [Stage] {
    if Paths.name(file) == PipelineFile.name {
      return try stageLoader.stages(of: stageLoader.pipeline(file, tree))
    }
    return [try stageLoader.pointerStage(file, tree)]
  }
}

extension Repository {
  /// What a `dvc.yaml` says of artifacts: root-relative paths and types.
  public func artifacts(of file: String, in tree: any SourceTree) throws -> [(path: String, type: String?)] {
    let directory = file.contains("/") ? Paths.parent(file) : ""
    return try stageLoader.pipeline(file, tree).resolver.artifacts().map {
      (Paths.normalize(Paths.join(directory, $0.path)), $0.annotations.type)
    }
  }
}

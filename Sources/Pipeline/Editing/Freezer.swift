import Documents
import Files
import Manifests
import Workspace

/// Marks stages as frozen in the file that defines them.
public struct Freezer {
  let repository: Repository
  let tell: (StageEvent) -> Void

  public init(repository: Repository, tell: @escaping (StageEvent) -> Void) {
    self.repository = repository
    self.tell = tell
  }

  /// - Parameter target: a stage or a pointer file as the user typed it.
  /// - Throws: ``PipelineError/noStageName(file:)``, `PipelineEditError` for a group or a stage with templates,
  ///   `StageLookupFailure`, `WorkspaceError`.
  public func set(_ isFrozen: Bool, of target: String) throws {
    let address = try TargetResolver.split(target)
    let (file, name) = (address.file ?? PipelineFile.name, address.name)
    let path = Paths.absolute(file, in: repository.environment.workingDirectory)
    let base = Paths.name(file)
    guard let original = try FileSystem.readIfPresent(path) else {
      if address.file == nil { throw StageLookupFailure.noPipelineFile(path: file) }
      throw WorkspaceError.fileMissing(path: path)
    }
    guard TargetResolver.isStageFile(base) else { throw StageLookupFailure.badFileName(path: file) }
    do {
      if base == PipelineFile.name {
        guard let name else { throw PipelineError.noStageName(file: file) }
        try set(isFrozen, stage: name, of: path, original)
      } else {
        var pointer = try PointerFile.parse(original)
        pointer.isFrozen = isFrozen
        try PointerWriter(repository: repository).write(pointer, to: repository.key(of: path))
      }
    } catch let error as ManifestError {
      throw WorkspaceError.invalidFile(path: repository.key(of: path), cause: error)
    } catch let error as DocumentError {
      throw WorkspaceError.invalidFile(path: repository.key(of: path), cause: error)
    }
  }

  private func set(_ isFrozen: Bool, stage name: String, of path: String, _ original: [UInt8]) throws {
    var file = try PipelineFile.parse(original)
    // A stage that can't be worked out is refused as such.
    try repository.checkStage(name, of: repository.key(of: path))
    try file.setFrozen(isFrozen, stage: name)
    tell(.modifying(stage: name, file: repository.display(path)))
    let text = Array(try file.text(over: original).utf8)
    if try repository.writeTracked(text, to: path) { repository.noteChange(of: path) }
  }
}

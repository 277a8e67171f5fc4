import Documents
import Files
import Manifests

/// Takes stages out of the files that define them.
public struct StageRemover {
  let repository: Repository

  public init(repository: Repository) { self.repository = repository }

  /// - Parameter outputs: also delete the data from the workspace.
  public func remove(_ stage: Stage, outputs: Bool) throws {
    for output in stage.outputs {
      guard let path = try repository.ownPath(of: output) else { continue }
      if output.isCached { try repository.unignoreInGit(path) }
      if outputs {
        try FileSystem.removeTree(path)
        repository.state.forget(directory: repository.key(of: path))
      } else if output.isCached {
        try Unprotector(repository: repository).unprotect(path)
      }
    }
    switch stage.definition {
    case .pointer:
      try repository.removeTracked(Paths.join(repository.root, stage.file))
    case .pipeline(let resolved, _):
      try edit(stage.file, resolved.name)
    }
  }

  /// Removes a stage from `dvc.yaml`, its entry from `dvc.lock`; a file left without stages is deleted.
  private func edit(_ file: String, _ name: String) throws {
    let path = Paths.join(repository.root, file)
    let bytes = try FileSystem.read(path)
    var pipeline: PipelineFile
    do {
      pipeline = try PipelineFile.parse(bytes)
    } catch {
      throw WorkspaceError.invalidFile(path: file, cause: error)
    }
    try pipeline.remove(name)
    let lockFile = PipelineSource.lockFile(of: file)
    let lockPath = Paths.join(repository.root, lockFile)
    // The lock entry goes first: an entry without its stage does no harm, as the peer keeps such too.
    if let bytes = try FileSystem.readIfPresent(lockPath) {
      var lock: LockFile
      do {
        lock = try LockFile.parse(bytes)
      } catch {
        throw WorkspaceError.invalidFile(path: lockFile, cause: error)
      }
      if lock.remove(name) {
        if lock.isEmpty {
          try repository.removeTracked(lockPath)
        } else {
          try repository.writeTracked(Array(try lock.text().utf8), to: lockPath)
          repository.noteChange(of: lockPath)
        }
      }
    }
    if pipeline.hasStages {
      try repository.writeTracked(Array(try pipeline.text(over: bytes).utf8), to: path)
      repository.noteChange(of: path)
    } else {
      try repository.removeTracked(path)
    }
  }
}

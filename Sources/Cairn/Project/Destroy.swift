import Files
import Manifests
import Workspace

extension Session {
  /// Makes a project a plain directory again: pointers, `dvc.yaml` and `dvc.lock`, `.dvcignore` and `.dvc` go; tracked
  /// data stays, links to the cache become copies first.
  /// - Throws: `FileError`; what was not reached yet is still there.
  public func destroy() throws {
    let repository = try open()
    try repository.lock.acquire(wait: waitForLock, cancellation: cancellation)
    defer { repository.lock.release() }
    let index = try repository.index()
    for stage in index.stages {
      for output in stage.outputs {
        guard let path = try repository.ownPath(of: output) else { continue }
        _ = try? Unprotector(repository: repository).unprotect(path)
      }
    }
    for file in Set(index.stages.map(\.file) + index.pipelines.map(\.file)) {
      let path = Paths.join(repository.root, file)
      // Without the one the other would not be found again.
      if Paths.name(file) == PipelineFile.name {
        try FileSystem.remove(Paths.join(Paths.parent(path), LockFile.name))
      }
      try FileSystem.remove(path)
    }
    try FileSystem.remove(Paths.join(repository.root, ".dvcignore"))
    try FileSystem.removeTree(repository.dotDirectory)
  }
}

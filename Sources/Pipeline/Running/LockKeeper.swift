import Documents
import Files
import Manifests
import Workspace

/// Lock files while stages run. Each entry is on disk before the next stage starts. Others may write a lock file while
/// a command runs (nobody holds the repository lock then), so it is read again whenever it isn't what we left.
final class LockKeeper {
  private struct Known {
    var lock: LockFile
    var info: FileInfo?
  }

  private let repository: Repository
  private let tell: (StageEvent) -> Void
  private var files: [String: Known] = [:]

  init(_ repository: Repository, tell: @escaping (StageEvent) -> Void) {
    self.repository = repository
    self.tell = tell
  }

  /// Puts a stage's entry into the lock file of its pipeline file, if it says anything new.
  func record(_ entry: LockEntry, of stage: Stage) throws {
    guard let name = stage.name else { return }
    let file = PipelineSource.lockFile(of: stage.file)
    let path = Paths.join(repository.root, file)
    var known = try current(file, path)
    let isNew = known.info == nil
    if isNew { tell(.creatingLock(path: repository.display(path))) }
    guard known.lock.set(entry, for: name) else { return files[file] = known }
    tell(.updatingLock(path: repository.display(path)))
    try repository.store.flush()
    do {
      try repository.writeTracked(Array(try known.lock.text().utf8), to: path)
    } catch let error as DocumentError {
      throw WorkspaceError.invalidFile(path: file, cause: error)
    }
    known.info = try FileSystem.info(path)
    files[file] = known
    repository.noteChange(of: path)
  }

  private func current(_ file: String, _ path: String) throws -> Known {
    let info = try FileSystem.info(path)
    if let known = files[file], let before = known.info, let info, before.inode == info.inode,
      before.mtime == info.mtime, before.size == info.size
    {
      return known
    }
    guard let bytes = try FileSystem.readIfPresent(path) else { return Known(lock: LockFile(), info: nil) }
    do {
      return Known(lock: try LockFile.parse(bytes), info: info)
    } catch {
      throw WorkspaceError.invalidFile(path: file, cause: error)
    }
  }
}

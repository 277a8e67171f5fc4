import Documents
import Files
import Manifests
import Workspace

/// Lock files while stages run. Each entry is written before the next stage starts. Others may write a lock file while
/// a command runs (nobody holds the repository lock then), so it is read again whenever it isn't what we left.
final class LockKeeper {
  private struct Known {
    var lock: LockFile
    var info: FileInfo?
    /// Stages whose first entries this run made, in the order of the file.
    var added: [String] = []
  }

  private let repository: Repository
  private let settler: Settler
  private let tell: (StageEvent) -> Void
  private var files: [String: Known] = [:]
  /// Files that somebody else wrote meanwhile.
  private var foreign: Set<String> = []
  /// The place of each stage in the plan. New entries are kept in that order, whatever order stages end in.
  var ranks: [Stage.ID: Int] = [:]

  init(_ repository: Repository, _ settler: Settler, tell: @escaping (StageEvent) -> Void) {
    self.repository = repository
    self.settler = settler
    self.tell = tell
  }

  /// Puts a stage's entry into the lock file of its pipeline file, if it says anything new.
  func record(_ entry: LockEntry, of stage: Stage) throws { try record([(stage, entry)]) }

  /// The same for several stages of one file at once.
  func record(_ entries: [(stage: Stage, entry: LockEntry)]) throws {
    guard let stage = entries.first?.stage else { return }
    let file = PipelineSource.lockFile(of: stage.file)
    let path = Paths.join(repository.root, file)
    var known = try current(file, path)
    if known.info == nil { tell(.creatingLock(path: repository.display(path))) }
    let isDue = settler.isDue
    let start = FileSystem.monotonicTime
    do {
      var isNew = false
      for (stage, entry) in entries {
        guard let name = stage.name else { continue }
        let isFirst = known.lock.entry(for: name) == nil
        guard known.lock.set(entry, for: name) else { continue }
        if !isNew { tell(.updatingLock(path: repository.display(path))) }
        isNew = true
        if isFirst { try place(name, of: stage, in: &known) }
      }
      guard isNew else { return files[file] = known }
      if isDue { try settler.settleObjects() }
      try repository.writeTracked(
        Array(try known.lock.text().utf8), to: path, durable: isDue, keepsIgnores: false)
    } catch let error as DocumentError {
      throw WorkspaceError.invalidFile(path: file, cause: error)
    }
    if isDue { settler.noteSynced(since: start) } else { settler.note() }
    known.info = try FileSystem.info(path)
    files[file] = known
    repository.noteChange(of: path)
  }

  /// A stage that ended late stands before those that come later in the plan.
  private func place(_ name: String, of stage: Stage, in known: inout Known) throws(DocumentError) {
    func rank(_ name: String) -> Int { ranks[Stage.ID(file: stage.file, name: name)] ?? .max }
    let at = known.added.firstIndex { rank($0) > rank(name) } ?? known.added.count
    let later = known.added[at...]
    known.added.insert(name, at: at)
    guard !later.isEmpty else { return }
    let entries = later.compactMap { name in known.lock.entry(for: name).map { (name, $0) } }
    for (name, _) in entries { known.lock.remove(name) }
    _ = try known.lock.text()
    for (name, entry) in entries { known.lock.set(entry, for: name) }
  }

  /// The stage with what is recorded of it now, should somebody else have written its lock file since it was read.
  func refreshed(_ stage: Stage) throws -> Stage? {
    guard let name = stage.name else { return nil }
    let file = PipelineSource.lockFile(of: stage.file)
    guard let before = files[file] else { return nil }
    let known = try current(file, Paths.join(repository.root, file))
    if known.info != before.info {
      files[file] = known
      foreign.insert(file)
    }
    guard foreign.contains(file) else { return nil }
    return known.lock.entry(for: name).map(stage.recorded)
  }

  private func current(_ file: String, _ path: String) throws -> Known {
    let info = try FileSystem.info(path)
    if let known = files[file], let before = known.info, let info, before.inode == info.inode,
      before.mtime == info.mtime, before.size == info.size
    {
      return known
    }
    let added = files[file]?.added ?? []
    guard let bytes = try FileSystem.readIfPresent(path) else { return Known(lock: LockFile(), info: nil) }
    do {
      return Known(lock: try LockFile.parse(bytes), info: info, added: added)
    } catch {
      throw WorkspaceError.invalidFile(path: file, cause: error)
    }
  }
}

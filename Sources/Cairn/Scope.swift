import Files
import Git
import Workspace

extension Session {
  /// Runs `body` with the project around the working directory, under the repository lock, and remembers what was
  /// learned of the disk.
  /// - Parameter isReading: looks only; where nothing may be written it does without the lock and remembers nothing.
  func withRepository<Result>(
    isReading: Bool = false, _ body: (Repository) throws -> Result
  ) throws -> Result {
    let repository = try open()
    try repository.lock.acquire(wait: waitForLock, isNeeded: !isReading, cancellation: cancellation)
    defer {
      repository.saveState()
      tellCorrupt(repository)
      repository.lock.release()
    }
    if !isReading { try CacheUsers(repository.store).add(repository) }
    return try body(repository)
  }

  private func tellCorrupt(_ repository: Repository) {
    let corrupt = repository.quarantined
    guard let first = corrupt.first else { return }
    let what =
      corrupt.count == 1
      ? "object \(first) of the cache is not what its name says"
      : "\(corrupt.count) objects of the cache are not what their names say"
    events.receive(
      .warning("\(what): moved to '\(repository.display(repository.privateDirectory))/quarantine'"))
  }

  /// The same for operations that write files of ours: on success they are staged or reported, on failure
  /// `.gitignore` entries are taken back (formats §7.2).
  /// - Parameter stages: false where the peer leaves git's index alone even with `core.autostage`.
  func changing<Value: Sendable>(
    stages: Bool = true, _ body: (Repository) throws -> Value
  ) throws -> Outcome<Value> {
    try withRepository { repository in
      let value: Value
      do {
        value = try body(repository)
      } catch {
        try? repository.ignoreEdits.undo()
        throw error
      }
      return try finish(repository, value, stages: stages)
    }
  }

  private func finish<Value>(_ repository: Repository, _ value: Value, stages: Bool) throws -> Outcome<Value>
  {
    let paths = repository.changes.paths
    guard !paths.isEmpty, let git = try repository.git() else {
      return Outcome(value: value, changedFiles: [], isStaged: false)
    }
    let isStaged = stages && repository.isAutostaged
    if isStaged { try git.stage(paths) }
    return Outcome(value: value, changedFiles: paths.map(repository.display), isStaged: isStaged)
  }
}

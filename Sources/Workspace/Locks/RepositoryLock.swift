import Files
import Glibc

/// The lock every command holds that reads and then writes a repository: `.dvc/tmp/lock`, shared with the peer
/// (formats §1.2). The kernel drops it when the process ends, so a dead owner never blocks; of hard links
/// (`core.hardlink_lock`) see ``LinkLock``.
public final class RepositoryLock {
  /// Attempts after the first, and milliseconds between them.
  static let retries = 6
  static let pause: UInt32 = 500

  private let path: String
  private let usesLinks: Bool
  private var held: ProcessLock?

  init(temporaryDirectory: String, usesLinks: Bool) {
    self.usesLinks = usesLinks
    path = Paths.join(temporaryDirectory, "lock")
  }

  public var isHeld: Bool { held != nil }

  /// Takes the lock, asking again every half second: six times, or for ever with `wait`.
  /// - Parameter isNeeded: without it a project where nothing may be written is used without a lock.
  /// - Throws: ``WorkspaceError/locked(path:owner:)`` when another process keeps it.
  public func acquire(wait: Bool, isNeeded: Bool = true, cancellation: Cancellation) throws {
    guard held == nil else { return }
    do {
      try FileSystem.makeDirectories(Paths.parent(path))
      held = try ProcessLock.acquire(path, usesLinks: usesLinks) { failures in
        if !wait, failures > Self.retries { return false }
        try cancellation.check()
        FileLock.pause(milliseconds: Self.pause)
        return true
      }
    } catch let error as FileError where !isNeeded && [EROFS, EACCES, EPERM].contains(error.errno) {
      return
    }
    if held != nil {
      removeLinks()
      clearNursery()
    }
    if held == nil {
      let owner = ProcessLock.holder(of: path, usesLinks: usesLinks)
      throw WorkspaceError.locked(path: path, owner: owner.map(Int.init))
    }
  }

  /// Directories of ours that a stranger's repository brought as links would have us write, and clear up, elsewhere.
  private func removeLinks() {
    for name in [
      "cairn", "cairn/unfinished", "cairn/gc", "cairn/quarantine", "cairn/replaced", "cairn/state",
    ] {
      let directory = Paths.join(Paths.parent(path), name)
      if (try? FileSystem.info(directory, followLinks: false))?.kind == .symlink {
        _ = try? FileSystem.remove(directory)
      }
    }
  }

  /// Removes what commands left that did not live to finish. Only what is a minute old: editing the configuration
  /// takes no lock.
  private func clearNursery() {
    let directory = Paths.join(Paths.parent(path), "cairn/unfinished")
    guard let entries = try? FileSystem.list(directory), !entries.isEmpty else { return }
    let limit = Clock.now() - 60_000_000_000
    for (name, _) in entries {
      let entry = Paths.join(directory, name)
      guard let info = try? FileSystem.info(entry, followLinks: false), info.ctime < limit,
        !UnfinishedDirectory.isHeld(entry)
      else { continue }
      _ = try? FileSystem.removeTree(entry)
    }
  }

  public func release() {
    held?.release()
    held = nil
  }
}

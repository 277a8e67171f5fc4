import Files
import Hashing
import Manifests
import Objects
import Workspace

/// Makes room for what a stage will write. Content that the cache has is deleted; anything else is moved aside, so
/// that no run can destroy what exists only once.
struct OutputClearer {
  let repository: Repository
  let detector: ChangeDetector
  let tell: (StageEvent) -> Void

  /// Before a run: outputs go, persistent ones become writable.
  func clear(_ stage: Stage) throws {
    for output in stage.outputs {
      // What lies outside of the project is not ours to delete.
      guard case .inside = output.location, let path = try place(of: output) else { continue }
      if output.entry.isPersistent {
        if try FileSystem.info(path) != nil { try Unprotector(repository: repository).unprotect(path) }
      } else {
        try saveUnknown(path)
        try FileSystem.removeTree(path)
      }
      detector.forget(path)
    }
  }

  /// Before outputs are brought back from the cache.
  func saveUnknown(_ stage: Stage) throws {
    for output in stage.outputs {
      guard let path = try place(of: output) else { continue }
      try saveUnknown(path)
    }
  }

  /// Where an output lies; nil when it is no file of this machine.
  private func place(of output: Output) throws -> String? {
    guard let path = output.location.absolute(root: repository.root) else { return nil }
    // The project itself is nobody's output.
    if path == repository.root || Paths.isInside(repository.root, path) {
      throw PipelineError.externalOutput(path: path)
    }
    if case .inside = output.location { return try repository.ownPath(of: output) }
    return path
  }

  private func saveUnknown(_ path: String) throws {
    guard let info = try FileSystem.info(path, followLinks: false), info.kind != .symlink else { return }
    if try isKnown(path, info) { return }
    let target = try ReplacedData(repository).keep(path)
    detector.forget(path)
    tell(.setAside(path: repository.display(path), kept: target))
  }

  /// Whether the cache has every byte that lies there.
  private func isKnown(_ path: String, _ info: FileInfo) throws -> Bool {
    let snapshot: Snapshot
    do {
      guard let seen = try detector.snapshot(of: path) else { return false }
      snapshot = seen
      if info.isDirectory,
        try Walk(root: path).files(cancellation: repository.cancellation).count != seen.fileCount
      {
        return false  // ignored files
      }
    } catch let error as Cancelled {
      throw error
    } catch {
      return false  // what can't be tracked can't be in the cache
    }
    let store = try repository.store
    guard let listing = snapshot.listing else { return try store.contains(snapshot.id, verified: true) }
    let ids = Set(listing.digests).map { ObjectID($0, algorithm: snapshot.id.algorithm) }
    return try store.missing(ids, verified: true, cancellation: repository.cancellation).isEmpty
  }
}

import Files
import Manifests

/// Additions whose objects are stored and whose pointers are yet to be written.
private struct TrackingBatch {
  /// So many members of directories are kept in memory at once.
  static let mostMembers = 100_000

  var tracked: [(addition: Addition, snapshot: Snapshot)] = []
  private var files: Set<String> = []
  private var members = 0

  /// Whether an addition can't wait for those in here: it changes the same pointer, or there are enough.
  func isClosed(to addition: Addition) -> Bool {
    files.contains(addition.file) || members >= Self.mostMembers
  }

  mutating func add(_ addition: Addition, _ snapshot: Snapshot) {
    tracked.append((addition, snapshot))
    files.insert(addition.file)
    members += 1 + (snapshot.listing?.files.count ?? 0)
  }
}

extension DataTracker {
  /// Does many additions: the objects of all come first, then the lines in `.gitignore`, then the pointers; each kind
  /// is on the disk before the next.
  ///
  /// Where one fails, those before it are tracked.
  public func track(_ additions: [Addition], store: Bool, relink: Bool) throws {
    // For one, syncing its files costs less than syncing the file system.
    if additions.count == 1 { return _ = try track(additions[0], store: store, relink: relink) }
    let reader = DataReader(repository: repository)
    var batch = TrackingBatch()
    var pointers: [String: PointerFile] = [:]
    func settle() throws {
      let whole = batch
      batch = TrackingBatch()
      for (file, pointer) in try write(whole, relink: relink) { pointers[file] = pointer }
    }
    do {
      for var addition in additions {
        try repository.cancellation.check()
        if batch.isClosed(to: addition) { try settle() }
        // Another target may have changed the pointer since it was planned.
        if let pointer = pointers[addition.file] { addition.current = pointer }
        if case .output = addition.kind {
          batch.add(addition, try snapshot(addition, reader, store: store))
        } else {
          try settle()
          pointers[addition.file] = try track(addition, store: store, relink: relink)
        }
      }
    } catch {
      if !(error is Cancelled) { try settle() }
      throw error
    }
    try settle()
  }

  private func write(_ batch: TrackingBatch, relink: Bool) throws -> [(file: String, pointer: PointerFile)] {
    if batch.tracked.isEmpty { return [] }
    try repository.store.flush()
    var written: [(file: String, pointer: PointerFile)] = []
    var kept: [String] = []
    for (addition, snapshot) in batch.tracked {
      let (pointer, isCached) = updated(try snapshot.record(over: recorded(addition)), addition)
      if isCached { kept.append(addition.path) }
      written.append((addition.file, pointer))
    }
    let edited = try repository.ignoreInGit(kept)
    try repository.writeTracked(
      written.map { (Paths.join(repository.root, $0.file), try text(of: $0.pointer, $0.file)) })
    for (addition, _) in batch.tracked {
      let ignores = Paths.join(Paths.parent(addition.path), DirectoryRules.gitIgnoreFile)
      if edited.contains(ignores) { repository.noteChange(of: ignores) }
      repository.noteChange(of: Paths.join(repository.root, addition.file))
    }
    guard relink else { return written }
    let relinker = Relinker(repository: repository)
    for (addition, snapshot) in batch.tracked { try relinker.relink(addition.path, snapshot) }
    return written
  }
}

import Files
import Glibc
import Hashing
import Synchronization

/// What a store knows of its objects that may not be on the disk yet.
struct BatchState: Sendable {
  /// Of the batch that is under way.
  var marker: BatchMarker?
  /// Of batches whose sync failed.
  var unsettled: [BatchMarker] = []
  /// No marker can be made here.
  var syncsEach = false
}

extension ObjectStore {
  /// Call it when an object's bytes are written and before it gets its name: makes the marker that it may need.
  /// - Returns: whether the object must be synced before that.
  func mustSync(_ id: ObjectID) throws(FileError) -> Bool {
    switch settings.durability {
    case .none: return false
    case .full: return true
    case .batch: if id.isTree { return true }
    }
    // A flush that takes the marker away after this look syncs these bytes, too: they are written.
    if hasMarker.load(ordering: .acquiring) { return false }
    let outcome = batch.withLock { state in
      Result { () throws(FileError) -> Bool in
        if state.syncsEach { return true }
        if state.marker != nil { return false }
        state.marker = try BatchMarker.make(in: root, temporaryNames.make())
        state.syncsEach = state.marker == nil
        hasMarker.store(!state.syncsEach, ordering: .releasing)
        return state.syncsEach
      }
    }
    return try outcome.get()
  }

  /// Call it when a small object is stored.
  func didWrite(_ bytes: Int) {
    if settings.durability == .batch { writeBehind.add(bytes) }
  }

  /// Makes everything stored so far durable, as ``StoreSettings/durability`` asks, and what others have stored and
  /// not made durable yet, for this process may have counted on it. Cheap when there is nothing to do.
  /// - Returns: whether the file system was synced.
  @discardableResult
  public func flush() throws(FileError) -> Bool {
    // One at a time: who finds nothing to do must not go ahead of one who is still at it.
    let outcome = flushing.withLock { _ in
      Result { () throws(FileError) -> Bool in
        let wasDirty = isDirty.exchange(false, ordering: .acquiringAndReleasing)
        if settings.durability == .none { return false }
        if !wasDirty, try !BatchMarker.exists(in: root) { return false }
        let markers = batch.withLock { state in
          defer { state = BatchState(syncsEach: state.syncsEach) }
          hasMarker.store(false, ordering: .releasing)
          return state.unsettled + (state.marker.map { [$0] } ?? [])
        }
        do throws(FileError) {
          try writeBehind.finish()
          // With `full` every file was synced by itself; this takes care of their names.
          try FileSystem.syncFileSystem(of: root)
        } catch {
          isDirty.store(true, ordering: .releasing)
          batch.withLock { $0.unsettled += markers }
          throw error
        }
        for marker in markers { marker.remove() }
        return true
      }
    }
    return try outcome.get()
  }

  /// Looks, once, for batches that somebody began and didn't live to make safe. Objects that came since then are read,
  /// and those that are not what their name says go to quarantine.
  func recover() throws {
    if isRecovered.load(ordering: .acquiring) { return }
    let outcome = recovering.withLock { _ in Result { try recoverOnce() } }
    try outcome.get()
  }

  /// File times are cut to the tick, and clocks are set right now and then.
  private static let doubt: Int64 = 60_000_000_000

  private func recoverOnce() throws {
    if isRecovered.load(ordering: .acquiring) { return }
    let markers = try BatchMarker.takeOver(in: root)
    if !markers.isEmpty {
      var start = Int64.max
      for marker in markers { start = min(start, try marker.time() - Self.doubt) }
      var doubtful: [ObjectID] = []
      for algorithm in HashAlgorithm.allCases {
        try forEachObject(algorithm) { id in
          if let info = try info(id), info.ctime >= start { doubtful.append(id) }
        }
      }
      for (id, fault) in try verify(doubtful) {
        if case .corrupt = fault { try moveToQuarantine(id) }
      }
      try FileSystem.syncFileSystem(of: root)
      for marker in markers { marker.remove() }
    }
    isRecovered.store(true, ordering: .releasing)
  }
}

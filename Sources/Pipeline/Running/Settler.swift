import Files
import Workspace

/// When results have to be on the disk.
///
/// A sync costs tens of milliseconds, a trivial stage one. Results of slow stages are synced one by one, objects before
/// the lock file that names them; those of stages that follow each other quickly are synced together, a tenth of a
/// second later or before a slow one is waited for. A crash of this process loses nothing in either case.
final class Settler {
  private static let shortest: Int64 = 100_000_000
  private static let longest: Int64 = 1_000_000_000

  private let repository: Repository
  private var isDirty = false
  private var last = Int64.min / 2
  /// Grows with what a sync costs, so that slow disks don't rule everything.
  private var interval = Settler.shortest

  init(_ repository: Repository) { self.repository = repository }

  /// Whether what is written next should be durable at once.
  var isDue: Bool { FileSystem.monotonicTime - last >= interval }

  /// Something was written and not synced.
  func note() { isDirty = true }

  /// Everything so far was synced, which began at `start`.
  func noteSynced(since start: Int64) {
    last = FileSystem.monotonicTime
    interval = min(Self.longest, max(Self.shortest, 8 * (last - start)))
    isDirty = false
  }

  func settleIfDue() throws { if isDirty, isDue { try settle() } }

  func settle() throws {
    guard isDirty else {
      // Objects may be new where no record is: what was recorded without them was stored since (`repro --no-commit`).
      try repository.store.flush()
      return
    }
    let start = FileSystem.monotonicTime
    try settleObjects()
    noteSynced(since: start)
  }

  /// What a durable file written next may name.
  func settleObjects() throws {
    let store = try repository.store
    let isSynced = try store.flush()
    if !isDirty { return }
    let device = try FileSystem.info(repository.root)?.device
    if isSynced, try FileSystem.info(store.root)?.device == device { return }
    try FileSystem.syncFileSystem(of: repository.root)
  }
}

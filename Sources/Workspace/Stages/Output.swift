import Files
import Hashing
import Manifests

/// A file or directory that a stage produces or a pointer tracks.
public struct Output: Sendable {
  public enum Role: Sendable { case data, metric, plot }

  /// Everything that the file says of it, and what is recorded of its data.
  public var entry: OutputEntry
  public let location: DataLocation
  public let role: Role

  public init(entry: OutputEntry, location: DataLocation, role: Role) {
    self.entry = entry
    self.location = location
    self.role = role
  }

  /// The path as it stands in the file; look-ups in the lock file and order go by it (formats §0.5).
  public var declared: String { entry.path }
  /// What was recorded when it was last stored.
  public var recorded: DataRecord {
    get { entry.data }
    set { entry.data = newValue }
  }
  /// `cache: false` outputs are left to git.
  public var isCached: Bool { entry.isCached }
  /// How to hash it again: outputs of DVC 2.x keep their algorithm until they change. nil when nothing is recorded.
  public var algorithm: HashAlgorithm? { recorded.object?.algorithm }
}

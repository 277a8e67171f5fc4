import CSystem
import Files
import Glibc
import Hashing
import Synchronization

/// The objects of a project: `cache.dir` (formats §2).
///
/// Every file here is complete under its final name, because it gets that name by a rename after its last byte;
/// it is never rewritten. All functions block, may be called from any thread and by several processes at once.
/// Nothing is durable before ``flush()``: call it before anything that names the objects is written.
public final class ObjectStore: Sendable {
  public let root: String
  public let settings: StoreSettings

  let temporaryNames = TemporaryNames()
  let clones = CloneMemory()
  let probes = LinkProbes()
  let verified: VerifiedObjects
  let md5Shards: ShardDirectories
  let legacyShards: ShardDirectories
  let sha256Shards: ShardDirectories
  let blake3Shards: ShardDirectories
  /// Something was written since the last flush.
  let isDirty = Atomic<Bool>(false)
  let batch = Mutex(BatchState())
  /// The batch under way has its marker.
  let hasMarker = Atomic<Bool>(false)
  let flushing = Mutex(())
  let writeBehind: WriteBehind
  let corrupt = Mutex<[ObjectID]>([])
  let isRecovered = Atomic<Bool>(false)
  let recovering = Mutex(())

  /// Opens nothing and creates nothing: a store comes to be with its first object.
  /// - Parameter root: absolute; symbolic links into the store show it.
  public init(root: String, settings: StoreSettings = StoreSettings()) {
    self.root = Paths.normalize(root)
    self.settings = settings
    writeBehind = WriteBehind(root: self.root)
    verified = VerifiedObjects(directory: settings.verified)
    md5Shards = ShardDirectories(
      root: self.root, path: Paths.join(self.root, "files/md5"), isShared: settings.isShared)
    legacyShards = ShardDirectories(root: self.root, path: self.root, isShared: settings.isShared)
    sha256Shards = ShardDirectories(
      root: self.root, path: Paths.join(self.root, "files/sha256"), isShared: settings.isShared)
    blake3Shards = ShardDirectories(
      root: self.root, path: Paths.join(self.root, "files/blake3"), isShared: settings.isShared)
  }

  func shards(_ algorithm: HashAlgorithm) -> ShardDirectories {
    switch algorithm {
    case .md5: md5Shards
    case .md5Dos2Unix: legacyShards
    case .sha256: sha256Shards
    case .blake3: blake3Shards
    }
  }

  /// Where an object stands, or would stand.
  public func path(of id: ObjectID) -> String {
    shards(id.algorithm).path(id.shard) + "/" + id.description.dropFirst(2)
  }
}

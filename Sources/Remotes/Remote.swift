import Files
import Hashing
import Objects

/// A place for objects outside of this machine's store. The comments are the contract; every remote passes the
/// same suite of tests.
///
/// All functions block, may be called from any thread, and look at `cancellation` between items and between pieces
/// of large ones. Everything may be called again after a failure: what is done is found done. Nobody but the remote
/// itself retries; one that can't is put into a ``RetryingRemote``. A ``RemoteWrapper`` is a remote like any other.
public protocol Remote: Sendable {
  /// Its name in the configuration, for messages.
  var name: String { get }
  /// Where it is, for messages.
  var url: String { get }
  /// Whether it can tell what it holds; if not, ``forEachObject(_:cancellation:_:)`` and ``plainFiles(below:)`` throw
  /// ``RemoteError/unsupported(remote:what:)``.
  var canList: Bool { get }

  /// Those of `ids` that the remote lacks, in the order given.
  ///
  /// Asks for each or lists, whichever it takes for cheaper. Looks at names only: bytes are checked on download.
  /// A remote that does not exist yet lacks everything.
  /// - Throws: when the remote cannot be asked; never for a single id.
  func missing(
    _ ids: [ObjectID], progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> [ObjectID]

  /// The same for an upload that follows: may also name objects that are there, where it would cost about as much to
  /// find out as to send them.
  func missingForUpload(
    _ ids: [ObjectID], progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> [ObjectID]

  /// Copies objects from a store to the remote. Those that are there are skipped.
  ///
  /// An object appears under its name when all its bytes are there, and only if they hash to that name. Durable
  /// as far as the remote can promise when this returns. A tree must not be given before all its files are known
  /// to be there.
  /// - Throws: when nothing more can work (no access, no such bucket, cancelled). What goes wrong with one object is
  ///   in the report: ``Objects/StoreError/missing(_:)`` when the store lacks it, `corrupt` when its bytes are others.
  func upload(
    _ ids: [ObjectID], from store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID>

  /// Copies objects from the remote into a store; the other direction of ``upload(_:from:progress:cancellation:)``.
  /// Bytes that do not hash to their name are a failure of that object, and nothing of them is kept. The store is
  /// flushed before this returns.
  func download(
    _ ids: [ObjectID], into store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID>

  /// Calls `body` for every object on the remote, in no order. Names that are no object's are passed over.
  func forEachObject(
    _ algorithm: HashAlgorithm, cancellation: Cancellation?, _ body: (ObjectID) throws -> Void
  ) throws

  /// The same with what a listing tells besides the name.
  func forEachListed(
    _ algorithm: HashAlgorithm, cancellation: Cancellation?, _ body: (ListedObject) throws -> Void
  ) throws

  /// Removes objects; those that are not there are fine. Trees before their files is the caller's duty.
  func remove(_ ids: [ObjectID], cancellation: Cancellation?) throws -> TransferReport<ObjectID>

  /// The plain files below a directory (`runs`), as paths relative to the remote's root, sorted by bytes.
  func plainFiles(below directory: String) throws -> [String]

  /// Copies plain files `root/path` to the same paths on the remote. A file that is there is left alone: run-cache
  /// names are digests of their content.
  func upload(
    plainFiles paths: [String], from root: String, cancellation: Cancellation?
  ) throws -> TransferReport<String>

  /// The other direction.
  func download(
    plainFiles paths: [String], into root: String, cancellation: Cancellation?
  ) throws -> TransferReport<String>
}

/// What a remote says of an object without reading it.
public struct ListedObject: Sendable, Equatable {
  public let id: ObjectID
  /// nil: not told.
  public let size: Int64?
  /// The md5 of its bytes, or of its parts' md5s with a dash and their number, as S3 calls it; nil: not told.
  public let tag: String?

  public init(id: ObjectID, size: Int64? = nil, tag: String? = nil) {
    self.id = id
    self.size = size
    self.tag = tag
  }
}

/// What is wrong with a remote as a whole.
public enum RemoteError: Error, Equatable, Sendable {
  /// This kind of remote cannot do that: "listing", "the run cache".
  case unsupported(remote: String, what: String)
  /// A path that would leave the remote's or the target's directory.
  case badPath(String)
}

extension Remote {
  public func missingForUpload(
    _ ids: [ObjectID], progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> [ObjectID] {
    try missing(ids, progress: progress, cancellation: cancellation)
  }

  public func forEachListed(
    _ algorithm: HashAlgorithm, cancellation: Cancellation?, _ body: (ListedObject) throws -> Void
  ) throws {
    try forEachObject(algorithm, cancellation: cancellation) { try body(ListedObject(id: $0)) }
  }

  public func missing(_ ids: [ObjectID]) throws -> [ObjectID] {
    try missing(ids, progress: nil, cancellation: nil)
  }

  public func upload(_ ids: [ObjectID], from store: ObjectStore) throws -> TransferReport<ObjectID> {
    try upload(ids, from: store, progress: nil, cancellation: nil)
  }

  public func download(_ ids: [ObjectID], into store: ObjectStore) throws -> TransferReport<ObjectID> {
    try download(ids, into: store, progress: nil, cancellation: nil)
  }
}

import Files
import Hashing
import Objects

/// A remote around another one, that does one thing more or one thing less. What it says nothing of goes to the inner
/// remote as it is, so a wrapper is as good a remote as what is in it, and several may be put around each other.
public protocol RemoteWrapper: Remote {
  var inner: any Remote { get }
}

extension RemoteWrapper {
  public var name: String { inner.name }
  public var url: String { inner.url }
  public var canList: Bool { inner.canList }

  public func missing(
    _ ids: [ObjectID], progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> [ObjectID] {
    try inner.missing(ids, progress: progress, cancellation: cancellation)
  }

  public func missingForUpload(
    _ ids: [ObjectID], progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> [ObjectID] {
    try inner.missingForUpload(ids, progress: progress, cancellation: cancellation)
  }

  public func upload(
    _ ids: [ObjectID], from store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> {
    try inner.upload(ids, from: store, progress: progress, cancellation: cancellation)
  }

  public func download(
    _ ids: [ObjectID], into store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> {
    try inner.download(ids, into: store, progress: progress, cancellation: cancellation)
  }

  public func forEachObject(
    _ algorithm: HashAlgorithm, cancellation: Cancellation?, _ body: (ObjectID) throws -> Void
  ) throws {
    try inner.forEachObject(algorithm, cancellation: cancellation, body)
  }

  public func forEachListed(
    _ algorithm: HashAlgorithm, cancellation: Cancellation?, _ body: (ListedObject) throws -> Void
  ) throws {
    try inner.forEachListed(algorithm, cancellation: cancellation, body)
  }

  public func remove(_ ids: [ObjectID], cancellation: Cancellation?) throws -> TransferReport<ObjectID> {
    try inner.remove(ids, cancellation: cancellation)
  }

  public func plainFiles(below directory: String) throws -> [String] {
    try inner.plainFiles(below: directory)
  }

  public func upload(
    plainFiles paths: [String], from root: String, cancellation: Cancellation?
  ) throws -> TransferReport<String> {
    try inner.upload(plainFiles: paths, from: root, cancellation: cancellation)
  }

  public func download(
    plainFiles paths: [String], into root: String, cancellation: Cancellation?
  ) throws -> TransferReport<String> {
    try inner.download(plainFiles: paths, into: root, cancellation: cancellation)
  }
}

extension Remote {
  /// The remote itself, without what is put around it: for those who must know its kind.
  public var innermost: any Remote { (self as? any RemoteWrapper)?.inner.innermost ?? self }
}

import Files
import Hashing
import Objects

/// Fails where it is told to: for tests of what stands on a remote, and of every remote's own promise that a failure of
/// one object is that object's alone and that the next run goes on.
public struct FaultyRemote: RemoteWrapper {
  public enum Operation: Sendable { case missing, upload, download, remove }

  /// Asked before an operation begins (nil: shall it throw as a whole?) and for each of its objects.
  public typealias Plan = @Sendable (Operation, ObjectID?) -> (any Error)?

  public let inner: any Remote
  private let plan: Plan

  public init(_ inner: any Remote, _ plan: @escaping Plan) {
    self.inner = inner
    self.plan = plan
  }

  public func missing(
    _ ids: [ObjectID], progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> [ObjectID] {
    if let error = plan(.missing, nil) { throw error }
    return try inner.missing(ids, progress: progress, cancellation: cancellation)
  }

  public func missingForUpload(
    _ ids: [ObjectID], progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> [ObjectID] {
    if let error = plan(.missing, nil) { throw error }
    return try inner.missingForUpload(ids, progress: progress, cancellation: cancellation)
  }

  public func upload(
    _ ids: [ObjectID], from store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> {
    try run(.upload, ids) {
      try inner.upload($0, from: store, progress: progress, cancellation: cancellation)
    }
  }

  public func download(
    _ ids: [ObjectID], into store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> {
    try run(.download, ids) {
      try inner.download($0, into: store, progress: progress, cancellation: cancellation)
    }
  }

  public func remove(_ ids: [ObjectID], cancellation: Cancellation?) throws -> TransferReport<ObjectID> {
    try run(.remove, ids) { try inner.remove($0, cancellation: cancellation) }
  }

  private func run(
    _ operation: Operation, _ ids: [ObjectID], _ body: ([ObjectID]) throws -> TransferReport<ObjectID>
  ) throws -> TransferReport<ObjectID> {
    if let error = plan(operation, nil) { throw error }
    var good: [ObjectID] = []
    var failures: [(item: ObjectID, error: any Error)] = []
    for id in ids {
      if let error = plan(operation, id) { failures.append((id, error)) } else { good.append(id) }
    }
    var report = try body(good)
    report.failures += failures
    return report
  }
}

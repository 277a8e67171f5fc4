import CSystem
import Files
import Glibc
import Hashing
import Objects
import Transport

/// Tries again what failed for a reason that may pass: for remotes that don't do so themselves. Those that speak over a
/// network retry single requests and know where to go on; this is for a directory on a share whose server stumbles.
///
/// Only the items that failed are tried again, each failure counted for all of them together.
public struct RetryingRemote: RemoteWrapper {
  /// What a share's file system says of its server, and what is another the next time.
  private static let temporary: Set<Int32> = [
    EINTR, EAGAIN, EBUSY, ECONNRESET, ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH, ESTALE, EREMOTEIO,
  ]

  public let inner: any Remote
  private let policy: RetryPolicy

  public init(_ inner: any Remote, policy: RetryPolicy = RetryPolicy()) {
    self.inner = inner
    self.policy = policy
  }

  static func isTemporary(_ error: any Error) -> Bool {
    switch error {
    case let error as FileError: temporary.contains(error.errno)
    case let error as WebFailure: RetryPolicy.isTemporary(error.error)
    default: false
    }
  }

  public func missing(
    _ ids: [ObjectID], progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> [ObjectID] {
    try whole(cancellation) { try inner.missing(ids, progress: progress, cancellation: cancellation) }
  }

  public func missingForUpload(
    _ ids: [ObjectID], progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> [ObjectID] {
    try whole(cancellation) {
      try inner.missingForUpload(ids, progress: progress, cancellation: cancellation)
    }
  }

  public func upload(
    _ ids: [ObjectID], from store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> {
    try items(ids, cancellation) {
      try inner.upload($0, from: store, progress: progress, cancellation: cancellation)
    }
  }

  public func download(
    _ ids: [ObjectID], into store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> {
    try items(ids, cancellation) {
      try inner.download($0, into: store, progress: progress, cancellation: cancellation)
    }
  }

  public func remove(_ ids: [ObjectID], cancellation: Cancellation?) throws -> TransferReport<ObjectID> {
    try items(ids, cancellation) { try inner.remove($0, cancellation: cancellation) }
  }

  public func plainFiles(below directory: String) throws -> [String] {
    try whole(nil) { try inner.plainFiles(below: directory) }
  }

  public func upload(
    plainFiles paths: [String], from root: String, cancellation: Cancellation?
  ) throws -> TransferReport<String> {
    try items(paths, cancellation) {
      try inner.upload(plainFiles: $0, from: root, cancellation: cancellation)
    }
  }

  public func download(
    plainFiles paths: [String], into root: String, cancellation: Cancellation?
  ) throws -> TransferReport<String> {
    try items(paths, cancellation) {
      try inner.download(plainFiles: $0, into: root, cancellation: cancellation)
    }
  }

  private func whole<R>(_ cancellation: Cancellation?, _ body: () throws -> R) throws -> R {
    var attempt = 1
    while true {
      do {
        return try body()
      } catch  where Self.isTemporary(error) && attempt < policy.tries {
        try Pause.seconds(policy.pause(after: attempt), cancellation)
        attempt += 1
      }
    }
  }

  private func items<Item: Sendable>(
    _ items: [Item], _ cancellation: Cancellation?, _ body: ([Item]) throws -> TransferReport<Item>
  ) throws -> TransferReport<Item> {
    var report = TransferReport<Item>()
    var left = items
    var attempt = 1
    while true {
      // What a failed run of all of them has done is found done by the next.
      let part = try whole(cancellation) { try body(left) }
      let again = attempt < policy.tries ? part.failures.filter { Self.isTemporary($0.error) } : []
      report.transferred += part.transferred
      report.present += part.present
      report.bytes += part.bytes
      if again.isEmpty {
        report.failures += part.failures
        return report
      }
      report.failures += part.failures.filter { !Self.isTemporary($0.error) }
      left = again.map(\.item)
      try Pause.seconds(policy.pause(after: attempt), cancellation)
      attempt += 1
    }
  }
}

/// Waits that a request to stop ends.
enum Pause {
  static func seconds(_ seconds: Double, _ cancellation: Cancellation?) throws {
    let end = sys_monotonic_ns() + Int64(seconds * 1e9)
    while true {
      try cancellation?.check()
      let left = end - sys_monotonic_ns()
      if left <= 0 { return }
      sys_sleep_ms(UInt32(min(left / 1_000_000 + 1, 50)))
    }
  }
}

import Files
import Hashing
import Objects
import Transport

/// Moves objects no faster than a limit allows, whatever the remote: a second's worth of them at a time, and a pause
/// until they are paid for. A single object goes at the remote's own speed and is paid for afterwards; remotes that can
/// hold back in the middle of one (``Transport/ClientSettings/rate``) don't need this wrapper.
public struct RateLimitedRemote: RemoteWrapper {
  public let inner: any Remote
  private let limit: RateLimit

  public init(_ inner: any Remote, _ limit: RateLimit) {
    self.inner = inner
    self.limit = limit
  }

  public func upload(
    _ ids: [ObjectID], from store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> {
    let absent = try inner.missing(ids, progress: nil, cancellation: cancellation)
    return try paced(ids, absent, cancellation) {
      try inner.upload($0, from: store, progress: progress, cancellation: cancellation)
    }
  }

  public func download(
    _ ids: [ObjectID], into store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> {
    try paced(ids, try store.missing(ids, cancellation: cancellation), cancellation) {
      try inner.download($0, into: store, progress: progress, cancellation: cancellation)
    }
  }

  /// What is there costs nothing and needs no pauses. Of the others the sizes are not known before: the average of what
  /// came tells how many make a second's worth.
  private func paced(
    _ all: [ObjectID], _ absent: [ObjectID], _ cancellation: Cancellation?,
    _ body: ([ObjectID]) throws -> TransferReport<ObjectID>
  ) throws -> TransferReport<ObjectID> {
    let wanted = Set(absent)
    let ids = all.filter(wanted.contains)
    var report = TransferReport<ObjectID>()
    report.present = all.filter { !wanted.contains($0) }
    var next = 0
    var count = 1
    while next < ids.count {
      try Pause.seconds(Double(limit.wait) / 1e9, cancellation)
      let end = min(ids.count, next + count)
      let part = try body(Array(ids[next..<end]))
      limit.spend(part.bytes)
      report.merge(part)
      next = end
      let moved = report.transferred.count
      let average = moved == 0 ? 0 : report.bytes / Int64(moved)
      let fitting = average == 0 ? Int64(count) * 2 : limit.bytesPerSecond / average
      count = Int(max(1, min(fitting, Int64(count) * 2, 4096)))
    }
    return report
  }
}

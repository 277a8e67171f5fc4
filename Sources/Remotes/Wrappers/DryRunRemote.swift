import Files
import Glibc
import Hashing
import Objects

/// Answers every question as the inner remote does, and changes nothing: neither there nor here. Reports tell what would
/// have been done, as far as names tell: bytes are not looked at.
public struct DryRunRemote: RemoteWrapper {
  public let inner: any Remote

  public init(_ inner: any Remote) { self.inner = inner }

  /// Exactly: what is only likely is no answer to how much would be sent.
  public func missingForUpload(
    _ ids: [ObjectID], progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> [ObjectID] {
    try inner.missing(ids, progress: progress, cancellation: cancellation)
  }

  public func upload(
    _ ids: [ObjectID], from store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> {
    let absent = Set(try inner.missing(ids, progress: progress, cancellation: cancellation))
    return try report(ids, isThere: { !absent.contains($0) }) { id in
      guard let info = try FileSystem.info(store.path(of: id)), info.isFile else {
        throw StoreError.missing(id)
      }
      return info.size
    }
  }

  public func download(
    _ ids: [ObjectID], into store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> {
    let absent = Set(try store.missing(ids, cancellation: cancellation))
    let nowhere = Set(
      try inner.missing(
        ids.filter(absent.contains), progress: progress, cancellation: cancellation))
    return try report(ids, isThere: { !absent.contains($0) }) { id in
      if nowhere.contains(id) { throw StoreError.missing(id) }
      return 0
    }
  }

  public func remove(_ ids: [ObjectID], cancellation: Cancellation?) throws -> TransferReport<ObjectID> {
    try report(ids, isThere: { _ in false }) { _ in 0 }
  }

  public func upload(
    plainFiles paths: [String], from root: String, cancellation: Cancellation?
  ) throws -> TransferReport<String> {
    let there = Set(try Set(paths.map(Self.top)).flatMap { try inner.plainFiles(below: $0) })
    return try report(paths, isThere: there.contains) { path in
      let file = Paths.join(root, path)
      guard let info = try FileSystem.info(file) else { throw FileError("read", file, errno: ENOENT) }
      return info.size
    }
  }

  public func download(
    plainFiles paths: [String], into root: String, cancellation: Cancellation?
  ) throws -> TransferReport<String> {
    let there = Set(try Set(paths.map(Self.top)).flatMap { try inner.plainFiles(below: $0) })
    return try report(paths, isThere: { FileSystem.exists(Paths.join(root, $0)) }) { path in
      guard there.contains(path) else { throw FileError("read", inner.url + "/" + path, errno: ENOENT) }
      return 0
    }
  }

  /// The directory to list for a path.
  private static func top(_ path: String) -> String { String(path.prefix { $0 != "/" }) }

  /// - Parameter size: of what would be moved; throws for what could not.
  private func report<Item: Sendable>(
    _ items: [Item], isThere: (Item) -> Bool, _ size: (Item) throws -> Int64
  ) throws -> TransferReport<Item> {
    var report = TransferReport<Item>()
    for item in items {
      if isThere(item) {
        report.present.append(item)
        continue
      }
      do {
        report.bytes += try size(item)
        report.transferred.append(item)
      } catch {
        report.failures.append((item, error))
      }
    }
    return report
  }
}

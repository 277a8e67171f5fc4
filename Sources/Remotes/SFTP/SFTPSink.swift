import Files
import Hashing
import Objects
import Transport

/// Where the bytes of one file go that comes over sftp, in order.
protocol SFTPSink: AnyObject {
  /// The first byte that is wanted: those before it came another day.
  var start: Int64 { get }
  func receive(_ bytes: UnsafeRawBufferPointer) throws
  /// All has come, `total` bytes with those before ``start``.
  /// - Returns: false for "ask me again in a moment".
  func finish(_ total: Int64) throws -> Bool
}

/// A small object: hashed as it comes, nothing of it stays when it breaks off.
final class ObjectSink: SFTPSink {
  let start: Int64 = 0
  private let incoming: IncomingObject

  init(_ store: ObjectStore, _ id: ObjectID) throws { incoming = try store.incoming(id) }

  func receive(_ bytes: UnsafeRawBufferPointer) throws { try incoming.write(bytes) }
  func finish(_ total: Int64) throws -> Bool {
    try incoming.commit()
    return true
  }
}

/// A large object: hashed beside, and what came of it stays for the next run.
final class PartialSink: SFTPSink {
  /// From here on it is worth it.
  static let smallest: Int64 = 1 << 20

  let start: Int64
  private let partial: PartialObject
  private let hash: GrowingHash
  private let thread: HashThread
  private var position: Int64
  private var isOver = false

  init(_ partial: PartialObject, _ thread: HashThread) {
    self.partial = partial
    self.thread = thread
    start = partial.resumed
    position = start
    hash = GrowingHash(
      descriptor: partial.descriptor, algorithm: partial.id.algorithm, available: partial.resumed,
      writesBack: true)
    thread.add(hash)
  }

  deinit {
    if isOver { return }
    hash.abandon()
    if position < Self.smallest { partial.discard() }
  }

  func receive(_ bytes: UnsafeRawBufferPointer) throws {
    try partial.write(bytes, at: position)
    position += Int64(bytes.count)
    hash.advance(to: position)
  }

  func finish(_ total: Int64) throws -> Bool {
    thread.standIn()
    if hash.size < 0 { hash.end(at: total) }
    guard let digest = hash.digest else { return false }
    isOver = true
    try partial.commit(try digest.get(), size: total)
    return true
  }
}

/// Anything else that takes bytes.
final class PlainSink: SFTPSink {
  let start: Int64 = 0
  private let take: (UnsafeRawBufferPointer) throws -> Void
  private let whole: () throws -> Void

  init(_ take: @escaping (UnsafeRawBufferPointer) throws -> Void, whole: @escaping () throws -> Void = {}) {
    self.take = take
    self.whole = whole
  }

  func receive(_ bytes: UnsafeRawBufferPointer) throws { try take(bytes) }
  func finish(_ total: Int64) throws -> Bool {
    try whole()
    return true
  }
}

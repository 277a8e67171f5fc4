import Hashing
import Objects
import Transport

/// A large object coming down into a partial file: in parts at once when the server can, hashed as it grows, gone on
/// with where an earlier run stopped.
///
/// The first request asks for everything; once its head tells the size, further parts are asked for from the end of
/// what it is left with, and it stops when it meets them.
final class LargeDownload: WebTask {
  static let partSize: Int64 = 8 << 20
  /// A server may claim any size; beyond so many, parts are larger.
  static let partLimit: Int64 = 1 << 12

  let dialect: any WebDialect
  let key: String
  private let partial: PartialObject
  private let hash: GrowingHash
  private(set) var total: Int64?
  /// Parts that are under way or to be begun, in rising order.
  private var parts: [LargePart] = []
  private var unbegun: [LargePart] = []
  private var failure: (any Error)?
  private var isEnded = false
  /// Bytes taken over from an earlier run.
  var resumed: Int64 { partial.resumed }
  var size: Int64 { total ?? 0 }

  init(_ dialect: any WebDialect, _ key: String, _ partial: PartialObject, _ thread: HashThread) {
    self.dialect = dialect
    self.key = key
    self.partial = partial
    hash = GrowingHash(
      descriptor: partial.descriptor, algorithm: partial.id.algorithm, available: partial.resumed,
      writesBack: true)
    thread.add(hash)
  }

  /// The part that the first request brings: all of it, until the others take their share.
  /// - Parameter isDivisible: whether the server says that it gives parts.
  func firstPart(_ size: Int64?, isDivisible: Bool) -> LargePart {
    total = size
    let part = LargePart(self, from: 0, to: size)
    part.isWhole = true
    parts = [part]
    running = 1
    if isDivisible { split(part) }
    return part
  }

  /// Goes on behind what is there.
  func resumedPart() -> LargePart {
    let part = LargePart(self, from: resumed, to: nil)
    parts = [part]
    return part
  }

  /// Gives most of a part to others.
  func split(_ part: LargePart) {
    guard dialect.hasRanges, let end = part.end, end - part.position >= 2 * Self.partSize else { return }
    let size = max(Self.partSize, (end - part.position) / Self.partLimit)
    var start = part.position + size
    part.end = start
    while start < end {
      let next = end - start > size ? start + size : end
      let more = LargePart(self, from: start, to: next)
      parts.append(more)
      unbegun.append(more)
      start = next
    }
  }

  /// The server does not give parts: what was split is one again.
  func unsplit(_ part: LargePart) {
    guard let total else { return }
    let dropped = Set(unbegun.map(ObjectIdentifier.init))
    parts.removeAll { $0 !== part && dropped.contains(ObjectIdentifier($0)) }
    unbegun.removeAll()
    part.end = parts.filter { $0 !== part && $0.position > part.position }.map(\.start).min() ?? total
  }

  func learn(total size: Int64) throws {
    if let total, total != size {
      throw TransportError(
        .badAnswer, url: dialect.url(of: key), message: "the size changed from \(total) to \(size) bytes")
    }
    total = size
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws {
    try partial.write(bytes, at: offset)
  }

  func advanced() { hash.advance(to: frontier) }

  /// What came without a gap.
  private var frontier: Int64 {
    parts.map(\.position).min() ?? total ?? 0
  }

  func ended(_ part: LargePart, _ error: (any Error)?) {
    if let error {
      if failure == nil { failure = error }
      unbegun.removeAll()
      return
    }
    parts.removeAll { $0 === part }
    if parts.isEmpty, !isEnded {
      let size = total ?? part.position
      total = size
      isEnded = true
      hash.end(at: size)
    }
  }

  /// Transfers of it that are under way.
  var running = 0

  /// Whether there are parts to be begun.
  var hasMore: Bool { !unbegun.isEmpty }

  func next() throws -> (any Transfer)? { unbegun.isEmpty ? nil : unbegun.removeFirst() }

  var isOver: Bool {
    if failure != nil { return running == 0 }
    return isEnded && hash.digest != nil
  }

  func finish() -> (any Error)? {
    do {
      if let failure {
        abandon()
        throw failure
      }
      guard let digest = try hash.digest?.get(), let total else { return nil }
      try partial.commit(digest, size: total)
      return nil
    } catch {
      return error
    }
  }

  /// Nothing of it is worth keeping.
  func discard() { partial.discard() }

  func abandon() {
    hash.abandon()
    let whole = frontier
    if whole < 1 << 20 { partial.discard() } else { _ = try? partial.truncate(to: whole) }
  }
}

/// A part of a large object.
final class LargePart: Transfer {
  private let download: LargeDownload
  let start: Int64
  /// Behind its last byte; nil: as far as it goes.
  var end: Int64?
  private(set) var position: Int64
  /// Its request asked for everything, so it ends by being broken off when others bring the rest.
  var isWhole = false
  /// Bytes of this answer to pass over: a server that begins anew though asked for a part.
  private var skip: Int64 = 0

  private struct Enough: Error {}

  init(_ download: LargeDownload, from start: Int64, to end: Int64?) {
    self.download = download
    self.start = start
    self.end = end
    position = start
  }

  func request(attempt: Int) throws -> Request {
    isWhole = false
    skip = 0
    var request: Request
    if download.dialect.hasRanges, position > 0 || end != nil {
      request = download.dialect.get(download.key, range: (position, end.map { $0 - 1 }))
    } else {
      request = download.dialect.get(download.key, range: nil)
    }
    request.expectedBytes = 16 << 20
    if attempt == 1 { download.running += 1 }
    try download.dialect.prepare(&request, attempt: attempt)
    return request
  }

  func begin(_ head: ResponseHead) throws {
    if head.status == 206, let text = head.header("content-range") {
      guard let range = ContentRange(text), range.first == position else {
        throw TransportError(
          .badAnswer, url: download.dialect.url(of: download.key),
          message: "another range came than was asked for")
      }
      if let total = range.total { try download.learn(total: total) }
      if end == nil {
        end = range.total
        // Everything to the end was asked for: it is broken off where others take over.
        isWhole = true
        download.split(self)
      }
    } else {
      skip = position
      isWhole = true
      if let size = head.contentLength { try download.learn(total: size) }
      if end == nil { end = head.contentLength } else { download.unsplit(self) }
    }
  }

  func receive(_ bytes: UnsafeRawBufferPointer) throws -> Bool {
    var bytes = bytes
    if skip > 0 {
      let passed = Int(min(skip, Int64(bytes.count)))
      skip -= Int64(passed)
      bytes = UnsafeRawBufferPointer(rebasing: bytes[passed...])
    }
    if let end, position + Int64(bytes.count) > end {
      guard isWhole else {
        throw TransportError(
          .badAnswer, url: download.dialect.url(of: download.key), message: "more came than was asked for")
      }
      bytes = UnsafeRawBufferPointer(rebasing: bytes[..<Int(end - position)])
    }
    if !bytes.isEmpty {
      try download.write(bytes, at: position)
      position += Int64(bytes.count)
      download.advanced()
    }
    // Others bring the rest.
    if isWhole, let end, position == end, end < download.total ?? end { throw Enough() }
    return true
  }

  func isTemporary(_ response: Response) -> Bool? { download.dialect.isTemporary(response) }

  func end(_ outcome: Result<Response, any Error>) throws -> Bool {
    download.running = max(0, download.running - 1)
    switch outcome {
    case .failure(is Enough): download.ended(self, nil)
    case .failure(let error): download.ended(self, error)
    case .success(let response):
      if !response.isSuccess {
        download.ended(self, download.dialect.failure(response, method: "GET"))
      } else if let end, position < end {
        download.ended(
          self,
          TransportError(
            .truncated, method: "GET", url: response.url, message: "\(end - position) bytes are missing",
            status: response.status))
      } else {
        download.ended(self, nil)
      }
    }
    return false
  }
}

/// `bytes 0-99/1234`.
struct ContentRange {
  let first: Int64
  let last: Int64
  let total: Int64?

  init?(_ text: String) {
    guard text.hasPrefix("bytes ") else { return nil }
    let parts = text.dropFirst(6).split(separator: "/")
    guard parts.count == 2 else { return nil }
    let ends = parts[0].split(separator: "-")
    guard ends.count == 2, let first = Int64(ends[0]), let last = Int64(ends[1]), first <= last else {
      return nil
    }
    self.first = first
    self.last = last
    total = Int64(parts[1])
    if let total, total <= last { return nil }
  }
}

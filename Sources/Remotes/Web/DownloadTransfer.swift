import Objects
import Transport

/// One object coming down. A small one is kept in memory; one that turns out to be large becomes a
/// ``LargeDownload``, of which this transfer brings the first part.
final class DownloadTransfer: Transfer {
  /// Larger ones go to a file at once.
  static let small: Int64 = 256 << 10

  private let dialect: any WebDialect
  private let key: String
  private let isRanged: Bool
  private let makeLarge: () throws -> LargeDownload
  private let ended: (Result<[UInt8]?, any Error>) throws -> Void
  private var bytes: [UInt8] = []
  private var part: LargePart?

  /// - Parameters:
  ///   - makeLarge: called when it is large.
  ///   - ended: the bytes of a small object; nil for a large one, which ends by itself.
  init(
    _ dialect: any WebDialect, _ key: String, makeLarge: @escaping () throws -> LargeDownload,
    ended: @escaping (Result<[UInt8]?, any Error>) throws -> Void
  ) {
    self.dialect = dialect
    self.key = key
    self.makeLarge = makeLarge
    self.ended = ended
    isRanged = dialect.hasRanges
  }

  func request(attempt: Int) throws -> Request {
    if let part { return try part.request(attempt: attempt) }
    bytes.removeAll(keepingCapacity: true)
    var request = dialect.get(key, range: nil)
    try dialect.prepare(&request, attempt: attempt)
    return request
  }

  func begin(_ head: ResponseHead) throws {
    if let part { return try part.begin(head) }
    if let size = head.contentLength {
      let isDivisible = head.header("accept-ranges")?.lowercased() == "bytes"
      if size > Self.small { try grow(size, isDivisible) } else { bytes.reserveCapacity(Int(size)) }
    }
  }

  private func grow(_ size: Int64?, _ isDivisible: Bool) throws {
    part = try makeLarge().firstPart(size, isDivisible: isDivisible)
  }

  func receive(_ piece: UnsafeRawBufferPointer) throws -> Bool {
    if let part { return try part.receive(piece) }
    if bytes.count + piece.count > Int(Self.small) {
      try grow(nil, false)
      guard let part else { return false }
      let held = bytes
      bytes = []
      _ = try held.withUnsafeBytes { try part.receive($0) }
      return try part.receive(piece)
    }
    bytes += piece
    return true
  }

  func isTemporary(_ response: Response) -> Bool? { dialect.isTemporary(response) }

  func end(_ outcome: Result<Response, any Error>) throws -> Bool {
    if let part {
      let again = try part.end(outcome)
      try ended(.success(nil))
      return again
    }
    do {
      let response = try outcome.get()
      guard response.isSuccess else { throw dialect.failure(response, method: "GET") }
      try ended(.success(bytes))
    } catch {
      try ended(.failure(error))
    }
    return false
  }
}

import CSystem
import Files
import Glibc
import Transport

/// What a server tells of one key.
public struct WebInfo: Sendable {
  public var size: Int64?
  /// As the server writes it, with its quotes.
  public var rawETag: String?
  public var etag: String?
  public var contentMD5: String?
  /// `Content-Type` without its parameters.
  public var type: String?
  /// `Accept-Ranges: none`.
  public var refusesRanges = false
  /// `Digest` and `Last-Modified`, as they are.
  public var digest: String?
  public var modified: String?
  /// Where it was found: behind redirects.
  public var url: String
}

/// Looking at a server's files by their own names, for those who import them.
extension WebRemote {
  /// What is at a key; nil when nothing is.
  /// - Throws: ``WebFailure``, `Cancelled`.
  public func info(of key: String) throws -> WebInfo? {
    var found: WebInfo?
    try named {
      try line(nil).send([key], dialect, { [dialect] in dialect.ask($0) }) { [dialect] _, outcome in
        let response = try outcome.get()
        if response.status == 404 || response.status == 410 { return }
        guard response.isSuccess else { throw dialect.failure(response, method: "HEAD") }
        found = WebInfo(
          size: response.head.contentLength, rawETag: response.header("etag"), etag: response.head.etag,
          contentMD5: response.header("content-md5"),
          type: response.header("content-type").map { String($0.prefix { $0 != ";" }) },
          refusesRanges: response.header("accept-ranges") == "none", digest: response.header("digest"),
          modified: response.header("last-modified"), url: response.url)
      }
    }
    return found
  }

  /// The files below a directory, however deep, sorted by key; directories are not among them.
  public func entries(below directory: String) throws -> [WebEntry] {
    guard dialect.canList else { return [] }
    var found: [String: WebEntry] = [:]
    try named {
      try list([directory], isDeep: true, line(nil)) { entries in
        for entry in entries where !entry.isDirectory { found[entry.key] = entry }
      }
    }
    return found.values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }

  /// Brings the bytes at a key to a new file, as they come. Nothing vouches for them but the connection.
  /// - Throws: ``WebFailure``, `FileError`, `Cancelled`; what came of the file is removed then.
  public func copy(_ key: String, to file: String, cancellation: Cancellation?) throws {
    let descriptor = file.withCString { sys_open($0, O_WRONLY | O_CREAT | O_EXCL, 0o666) }
    if descriptor < 0 { throw FileError("create", file, errno: -descriptor) }
    defer { _ = sys_close(descriptor) }
    var outcome: Result<Response, any Error>?
    do {
      try named {
        var transfer: FileTransfer? = FileTransfer(dialect, key, descriptor, file) { outcome = $0 }
        try client.run(concurrency: 1, cancellation: cancellation) {
          defer { transfer = nil }
          return transfer
        }
        guard let response = try outcome?.get() else { throw Cancelled() }
        guard response.isSuccess else { throw dialect.failure(response, method: "GET") }
      }
    } catch {
      _ = try? FileSystem.remove(file)
      throw error
    }
  }
}

/// A body that is written to a file while it comes.
private final class FileTransfer: Transfer {
  private let dialect: any WebDialect
  private let key: String
  private let descriptor: Int32
  private let path: String
  private let ended: (Result<Response, any Error>) -> Void

  init(
    _ dialect: any WebDialect, _ key: String, _ descriptor: Int32, _ path: String,
    ended: @escaping (Result<Response, any Error>) -> Void
  ) {
    self.dialect = dialect
    self.key = key
    self.descriptor = descriptor
    self.path = path
    self.ended = ended
  }

  func request(attempt: Int) throws -> Request {
    var request = dialect.get(key, range: nil)
    try dialect.prepare(&request, attempt: attempt)
    return request
  }

  func begin(_ head: ResponseHead) throws {
    // An attempt before this one may have left its bytes.
    let result = sys_truncate(descriptor, 0)
    let place = lseek(descriptor, 0, SEEK_SET)
    if result < 0 || place < 0 { throw FileError("write", path, errno: result < 0 ? -result : errno) }
  }

  func receive(_ bytes: UnsafeRawBufferPointer) throws -> Bool {
    let result = sys_write_all(descriptor, bytes.baseAddress, bytes.count)
    if result < 0 { throw FileError("write", path, errno: -result) }
    return true
  }

  func isTemporary(_ response: Response) -> Bool? { dialect.isTemporary(response) }

  func end(_ outcome: Result<Response, any Error>) throws -> Bool {
    ended(outcome)
    return false
  }
}

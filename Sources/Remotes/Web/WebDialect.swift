import Hashing
import Transport

/// An object or plain file on its way to a server.
public struct WebObject: Sendable {
  /// Relative to the remote: `files/md5/ab/cdef…`.
  public let key: String
  public let size: Int64
  /// The md5 of its bytes, where the name says it: for `Content-MD5` and ETags.
  public let md5: Digest?

  public init(key: String, size: Int64, md5: Digest?) {
    self.key = key
    self.size = size
    self.md5 = md5
  }

  /// The value of `Content-MD5`.
  public var contentMD5: String? {
    md5.map { digest in Base64.encode((0..<16).map { digest[$0] }) }
  }
}

/// What comes next of an upload.
public enum WebStep {
  /// A request whose body is the object.
  case send(Request)
  /// A request as it is.
  case ask(Request)
  /// It is there.
  case done
  /// It failed for good, as the last answer says.
  case failed
}

/// One name that a listing gave.
public struct WebEntry: Sendable {
  /// Relative to the remote.
  public let key: String
  public let size: Int64?
  public let etag: String?
  public let isDirectory: Bool

  public init(key: String, size: Int64? = nil, etag: String? = nil, isDirectory: Bool = false) {
    self.key = key
    self.size = size
    self.etag = etag
    self.isDirectory = isDirectory
  }
}

/// A part of a listing.
public struct WebPage: Sendable {
  public var entries: [WebEntry]
  /// What to ask for the next part; nil when this was the last.
  public var next: String?

  public init(entries: [WebEntry] = [], next: String? = nil) {
    self.entries = entries
    self.next = next
  }
}

/// How a kind of server is spoken to: how the requests for a key look, and what the answers mean. ``WebRemote`` does
/// the rest: many at a time, hashing both ways, retries, resumption, what is there and what not.
///
/// All functions are called on the thread that runs the remote; a dialect may be used by several remotes and threads.
public protocol WebDialect: Sendable {
  /// Whether ``listing(_:page:)`` works.
  var canList: Bool { get }
  /// Whether a listing of a directory goes all the way down (S3), rather than naming its directories (WebDAV).
  var listsDeep: Bool { get }
  /// Whether parts of an object can be asked for. A server that ignores it is noticed.
  var hasRanges: Bool { get }
  /// Whether a server may say that it has what it has not (a page for everything): then a name that cannot exist is
  /// asked for as well.
  var mayLie: Bool { get }

  /// For messages.
  func url(of key: String) -> String

  /// Whether there is an object: 2xx yes, 404 and 410 no.
  func ask(_ key: String) -> Request
  /// - Parameter range: first byte, and the last one or nil for all that follow.
  func get(_ key: String, range: (first: Int64, last: Int64?)?) -> Request
  func delete(_ key: String) -> Request

  /// The steps that store an object: called with 0 and nil first, then with the number of steps made and the answer of
  /// the last, whatever its status. Check here what the server says of the object (ETag).
  func step(_ object: WebObject, _ number: Int, after previous: Response?) throws -> WebStep

  /// A part of the list of a directory (`files/md5/ab`, without slash at its end).
  func listing(_ directory: String, page: String?) -> Request
  /// Reads one. 404 is an empty page. Names outside of the directory are dropped or an error.
  func page(_ response: Response, of directory: String) throws -> WebPage

  /// Just before each attempt is sent: sign here. ``Request/body`` is set.
  func prepare(_ request: inout Request, attempt: Int) throws
  /// See ``Transport/Transfer/isTemporary(_:)``.
  func isTemporary(_ response: Response) -> Bool?
  /// What a failed answer says, in words if its body has some.
  func failure(_ response: Response, method: String) -> TransportError

  /// Called once before objects of these keys are stored: to make directories.
  func makeReady(for keys: [String], over line: WebLine) throws
  /// An upload in parts, for an object that is too large for one request or gains by it; nil: ``step(_:_:after:)``.
  func largeUpload(_ object: WebObject, body: any WebFile, over line: WebLine) throws -> (any WebTask)?
  /// Several keys removed by one request (S3); nil: one at a time.
  func deleteMany(_ keys: [String], over line: WebLine) throws -> [(key: String, error: any Error)]?
}

extension WebDialect {
  public var listsDeep: Bool { false }
  public var hasRanges: Bool { true }
  public var mayLie: Bool { false }
  public func listing(_ directory: String, page: String?) -> Request { ask(directory) }
  public func page(_ response: Response, of directory: String) throws -> WebPage { WebPage() }
  public func prepare(_ request: inout Request, attempt: Int) throws {}
  public func isTemporary(_ response: Response) -> Bool? { nil }
  public func failure(_ response: Response, method: String) -> TransportError {
    TransportError(response, method: method)
  }
  public func makeReady(for keys: [String], over line: WebLine) throws {}
  public func largeUpload(
    _ object: WebObject, body: any WebFile, over line: WebLine
  ) throws -> (any WebTask)? { nil }
  public func deleteMany(_ keys: [String], over line: WebLine) throws -> [(key: String, error: any Error)]? {
    nil
  }
}

/// A large file that is sent: whoever sends it learns, at the last byte, whether it is what its name says.
public protocol WebFile: AnyObject {
  var length: Int64 { get }
  /// The bytes of a part. What holds the end of the file is given out only once the whole was hashed and is right;
  /// until then it "is not there yet", and if it is wrong the reading throws.
  func part(_ offset: Int64, _ length: Int64) -> Body
  /// What the whole hashes to; nil while it is being read. Advances by itself.
  var digest: Digest? { get }
  /// Has parts of that size hashed besides the whole. To be called before the first ``part(_:_:)``.
  /// - Returns: false when that can't be done.
  func startHashing(partSize: Int64) -> Bool
  /// The md5 of such a part; nil while it is not known. Once the last byte was given out, all are.
  func partDigest(_ index: Int) -> Digest?
}

/// An errand of several transfers at once: a file in parts.
public protocol WebTask: AnyObject {
  /// A transfer to begin now; nil when there is none at present.
  func next() throws -> (any Transfer)?
  /// Nothing more will come, and ``finish()`` may be called.
  var isOver: Bool { get }
  /// Called once when over.
  /// - Returns: nil when it worked.
  func finish() -> (any Error)?
  /// The run stops before it is over: keep what can be gone on with.
  func abandon()
}

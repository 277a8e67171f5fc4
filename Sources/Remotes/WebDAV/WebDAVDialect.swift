import CSystem
import Documents
import Synchronization
import Transport

/// A WebDAV server (RFC 4918): collections are made before objects are put into them, and are listed by PROPFIND one
/// level at a time.
///
/// An object that does not fit into a few packets is stored under another name and then moved, because not every
/// server keeps a body back until it is whole. A server that cannot move is remembered.
public final class WebDAVDialect: WebDialect {
  /// Larger ones are moved into their place.
  static let direct: Int64 = 64 << 10
  private static let question = Array(
    ("<?xml version=\"1.0\" encoding=\"utf-8\"?><propfind xmlns=\"DAV:\"><prop><resourcetype/>"
      + "<getcontentlength/></prop></propfind>").utf8)

  public let base: WebBase
  private struct State {
    /// Collections that are known to be there.
    var collections: Set<String> = []
    var cannotMove = false
  }
  private let state = Mutex(State())
  private let token: String

  public var canList: Bool { true }
  /// A page to log in at is the answer to everything, with 200.
  public var mayLie: Bool { true }

  public init(base: WebBase) {
    self.base = base
    var random: UInt64 = 0
    _ = sys_random(&random, 8)
    token = String(random, radix: 36)
  }

  public func url(of key: String) -> String { base.url(of: key) }
  public func ask(_ key: String) -> Request { Request("HEAD", url(of: key)) }
  public func delete(_ key: String) -> Request { Request("DELETE", url(of: key)) }

  public func get(_ key: String, range: (first: Int64, last: Int64?)?) -> Request {
    Request("GET", url(of: key), headers: WebBase.range(range))
  }

  // MARK: Storing

  public func step(_ object: WebObject, _ number: Int, after previous: Response?) throws -> WebStep {
    if object.size > Self.direct, !state.withLock({ $0.cannotMove }) {
      return moving(object, number, previous)
    }
    guard let previous else { return .send(put(object, object.key)) }
    if previous.isSuccess, number != 2 { return .done }
    // Someone removed the collection meanwhile.
    if number == 1, previous.status == 409 { return .ask(make(Self.parent(object.key))) }
    if number == 2 { return .send(put(object, object.key)) }
    return .failed
  }

  /// PUT under another name, MOVE.
  private func moving(_ object: WebObject, _ number: Int, _ previous: Response?) -> WebStep {
    let parent = Self.parent(object.key)
    let name = object.key.dropFirst(parent.isEmpty ? 0 : parent.utf8.count + 1)
    let temporary = (parent.isEmpty ? "" : parent + "/") + ".\(name).\(token).tmp"
    guard let previous else { return .send(put(object, temporary)) }
    switch number {
    case 1:
      guard previous.isSuccess else { return .failed }
      return .ask(
        Request(
          "MOVE", url(of: temporary),
          headers: [Header("Destination", url(of: object.key)), Header("Overwrite", "T")]))
    case 2:
      if previous.isSuccess { return .done }
      guard [400, 403, 405, 501, 502].contains(previous.status) else { return .failed }
      return .ask(Request("DELETE", url(of: temporary)))
    case 3: return .send(put(object, object.key))
    default:
      if previous.isSuccess { state.withLock { $0.cannotMove = true } }
      return previous.isSuccess ? .done : .failed
    }
  }

  private func put(_ object: WebObject, _ key: String) -> Request {
    var request = Request("PUT", url(of: key))
    request.setHeader("Content-Type", "application/octet-stream")
    if let digest = object.contentMD5 { request.setHeader("Content-MD5", digest) }
    return request
  }

  private func make(_ collection: String) -> Request { Request("MKCOL", url(of: collection) + "/") }

  static func parent(_ key: String) -> String {
    guard let slash = key.lastIndex(of: "/") else { return "" }
    return String(key[..<slash])
  }

  // MARK: Collections

  public func makeReady(for keys: [String], over line: WebLine) throws {
    let known = state.withLock { $0.collections }
    let wanted = Set(keys.map(Self.parent)).subtracting(known)
    for (above, children) in Dictionary(grouping: wanted, by: Self.parent) {
      try makeReady(above, children.sorted(), line)
    }
  }

  /// Collections of one collection: what is there is listed once, the others are made.
  private func makeReady(_ above: String, _ children: [String], _ line: WebLine) throws {
    let request = try prepared(listing(above, page: nil))
    let response = try line.client.send(request, cancellation: line.cancellation)
    var there: Set<String> = []
    switch response.status {
    case 404, 409: try makeChain(above, line)
    case 405, 501: throw failure(response, method: request.method)
    case _ where response.isSuccess:
      there = Set(try page(response, of: above).entries.filter(\.isDirectory).map(\.key))
    default: throw failure(response, method: request.method)
    }
    let missing = children.filter { !$0.isEmpty && !there.contains($0) }
    try line.send(missing, self, { [self] in make($0) }) { [self] _, outcome in
      try check(outcome.get())
    }
    state.withLock { $0.collections.formUnion(children) }
  }

  /// A collection with everything above it, up to the server's root.
  private func makeChain(_ collection: String, _ line: WebLine) throws {
    let response = try line.client.send(try prepared(make(collection)), cancellation: line.cancellation)
    if response.status == 409 || response.status == 404 {
      if !collection.isEmpty {
        try makeChain(Self.parent(collection), line)
      } else {
        try makeBase(line)
      }
      try check(try line.client.send(try prepared(make(collection)), cancellation: line.cancellation))
    } else {
      try check(response)
    }
  }

  /// The remote's own collection, when even its parent is missing.
  private func makeBase(_ line: WebLine) throws {
    let parts = base.path.split(separator: "/")
    let root = String(base.url.dropLast(base.path.utf8.count))
    for count in 1..<max(1, parts.count) {
      let path = "/" + parts.prefix(count).joined(separator: "/") + "/"
      _ = try line.client.send(try prepared(Request("MKCOL", root + path)), cancellation: line.cancellation)
    }
  }

  private func prepared(_ request: Request) throws -> Request {
    var request = request
    try prepare(&request, attempt: 1)
    return request
  }

  /// 405: it is there already; some say 301 or 409 to that.
  private func check(_ response: Response) throws {
    guard response.isSuccess || response.status == 405 || response.status == 301 else {
      throw failure(response, method: "MKCOL")
    }
  }

  // MARK: Listing

  public func listing(_ directory: String, page: String?) -> Request {
    Request(
      "PROPFIND", url(of: directory) + "/",
      headers: [Header("Depth", "1"), Header("Content-Type", "application/xml; charset=utf-8")],
      body: .bytes(Self.question))
  }

  public func page(_ response: Response, of directory: String) throws -> WebPage {
    if response.status == 404 { return WebPage() }
    let reader = MultistatusReader(base, directory)
    do {
      try XML.scan(response.body, reader)
    } catch XMLError.noLibrary(let reason) {
      throw TransportError(.noLibrary, message: "libexpat: \(reason)")
    } catch let error as XMLError {
      throw TransportError(
        .badAnswer, method: "PROPFIND", url: url(of: directory),
        message: "the listing cannot be read: \(error)",
        status: response.status)
    }
    guard reader.isMultistatus else {
      throw TransportError(
        .badAnswer, method: "PROPFIND", url: url(of: directory),
        message: "the answer is no listing: is this a WebDAV server?", status: response.status)
    }
    return WebPage(entries: reader.entries)
  }
}

/// Reads the answer to a PROPFIND of depth 1 (RFC 4918 §13).
private final class MultistatusReader: XMLReader {
  private let base: WebBase
  private let directory: String
  private(set) var entries: [WebEntry] = []
  private(set) var isMultistatus = false
  private var text: [UInt8] = []
  private var href = ""
  private var size: Int64?
  private var isCollection = false

  init(_ base: WebBase, _ directory: String) {
    self.base = base
    self.directory = directory
  }

  func start(_ name: XMLName) {
    text.removeAll(keepingCapacity: true)
    switch name {
    case "multistatus": isMultistatus = true
    case "response": (href, size, isCollection) = ("", nil, false)
    case "collection": isCollection = true
    default: break
    }
  }

  func text(_ bytes: UnsafeRawBufferPointer) { text.append(contentsOf: bytes) }

  func end(_ name: XMLName) {
    switch name {
    case "href": if href.isEmpty { href = String(decoding: text, as: UTF8.self) }
    case "getcontentlength": size = Int64(String(decoding: text, as: UTF8.self))
    case "response": add()
    default: break
    }
  }

  private func add() {
    let path = URLText.parts(href)?.path ?? href
    guard let key = base.key(ofPath: path), key != directory else { return }
    // Only what stands directly in the directory that was asked about.
    guard WebDAVDialect.parent(key) == directory else { return }
    entries.append(WebEntry(key: key, size: size, isDirectory: isCollection))
  }
}

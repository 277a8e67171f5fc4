import Documents
import Hashing
import Transport

/// S3 and its likes for ``WebRemote``: signed requests, listings by prefix, uploads in parts, deletion in bulk.
final class S3Dialect: WebDialect {
  let service: S3Service
  let client: HTTPClient

  init(_ service: S3Service, client: HTTPClient) {
    self.service = service
    self.client = client
  }

  private var settings: S3Settings { service.settings }

  var canList: Bool { true }
  var listsDeep: Bool { true }

  func url(of key: String) -> String { "s3://" + settings.bucket + "/" + service.key(key) }

  // MARK: - Objects

  func ask(_ key: String) -> Request {
    service.request("HEAD", service.key(key), headers: settings.encryption.readHeaders)
  }

  func get(_ key: String, range: (first: Int64, last: Int64?)?) -> Request {
    var headers = settings.encryption.readHeaders
    if let range {
      headers.append(Header("Range", "bytes=\(range.first)-\(range.last.map(String.init) ?? "")"))
    }
    return service.request("GET", service.key(key), headers: headers)
  }

  func delete(_ key: String) -> Request { service.request("DELETE", service.key(key)) }

  func step(_ object: WebObject, _ number: Int, after previous: Response?) throws -> WebStep {
    guard let previous else {
      var headers = settings.encryption.writeHeaders + settings.access.map { Header($0.name, $0.value) }
      if let md5 = object.contentMD5 { headers.append(Header("Content-MD5", md5)) }
      return .send(service.request("PUT", service.key(object.key), headers: headers))
    }
    guard previous.isSuccess else { return .failed }
    if let md5 = object.md5?.hex(byteCount: 16), let etag = S3ETag.digest(previous), etag != md5 {
      throw TransportError(
        .badAnswer, method: "PUT", url: previous.url,
        message: "the server stored other bytes: ETag \(etag) instead of \(md5)", status: previous.status)
    }
    return .done
  }

  // MARK: - Listing

  func listing(_ directory: String, page: String?) -> Request {
    let prefix = service.key(directory)
    return S3Listing.request(service, prefix: prefix.isEmpty ? "" : prefix + "/", page: page)
  }

  func page(_ response: Response, of directory: String) throws -> WebPage {
    let page = try S3Listing.read(response, service)
    let own = service.key("")
    let start = own.isEmpty ? "" : own + "/"
    let below = service.key(directory)
    let expected = below.isEmpty ? "" : below + "/"
    var result = WebPage(next: page.next)
    result.entries.reserveCapacity(page.entries.count)
    for entry in page.entries {
      // Not ours to see: another prefix's key in the answer.
      guard entry.key.utf8.starts(with: expected.utf8) else { continue }
      let key = String(Substring(entry.key.utf8.dropFirst(start.utf8.count)))
      result.entries.append(WebEntry(key: key, size: entry.size, etag: entry.etag))
    }
    return result
  }

  // MARK: - Signing and answers

  func prepare(_ request: inout Request, attempt: Int) throws { try service.sign(&request) }

  func isTemporary(_ response: Response) -> Bool? {
    service.learn(from: response, method: response.body.isEmpty ? "HEAD" : "GET") { [self] in
      try? S3Call.send(S3Listing.request(self.service, prefix: "", page: nil, most: 1), self, learns: false)
    }
  }

  func failure(_ response: Response, method: String) -> TransportError {
    service.failure(response, method: method)
  }

  // MARK: - In bulk

  func largeUpload(_ object: WebObject, body: any WebFile, over line: WebLine) throws -> (any WebTask)? {
    largeUpload(object, body: body) { _, _ in }
  }

  /// - Parameter stored: hears the ETag and the last answer of an upload that worked.
  func largeUpload(
    _ object: WebObject, body: any WebFile, stored: @escaping (String?, Response) throws -> Void
  ) -> (any WebTask)? {
    object.size > S3Upload.threshold ? S3Upload(object, body, self, stored) : nil
  }

  func deleteMany(_ keys: [String], over line: WebLine) throws -> [(key: String, error: any Error)]? {
    try S3Deletion.run(keys, self, line)
  }
}

/// ETags that are the md5 of what was stored.
enum S3ETag {
  /// nil when the ETag says nothing of the bytes: encrypted by other means, made of parts, none.
  static func digest(_ response: Response) -> String? {
    let sse = response.header("x-amz-server-side-encryption")
    if let sse, sse != "AES256" { return nil }
    if response.header("x-amz-server-side-encryption-customer-algorithm") != nil { return nil }
    guard let etag = response.head.etag?.lowercased(), isMD5(etag) else { return nil }
    return etag
  }

  static func isMD5(_ text: String) -> Bool {
    text.utf8.count == 32 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}

extension S3Encryption {
  /// With requests that make an object.
  var writeHeaders: [Header] {
    var headers = readHeaders
    if let algorithm { headers.append(Header("x-amz-server-side-encryption", algorithm)) }
    if let keyID { headers.append(Header("x-amz-server-side-encryption-aws-kms-key-id", keyID)) }
    return headers
  }

  /// With requests about an object, or a part of one: the customer's key.
  var readHeaders: [Header] {
    guard let customerKey else { return [] }
    let digest = Hash.digest(customerKey)
    let name = "x-amz-server-side-encryption-customer-"
    return [
      Header(name + "algorithm", customerAlgorithm ?? "AES256"),
      Header(name + "key", Base64.encode(customerKey), isSecret: true),
      Header(name + "key-md5", Base64.encode((0..<16).map { digest[$0] })),
    ]
  }
}

/// One request with a small answer.
enum S3Call {
  /// - Returns: the answer, whatever its status.
  /// - Parameter learns: whether the answer may change what is known of the bucket, and be asked for again.
  static func send(
    _ request: @autoclosure @escaping () -> Request, _ dialect: S3Dialect, learns: Bool = true
  ) throws -> Response {
    var outcome: Result<Response, any Error>?
    var transfer: (any Transfer)? = S3CallTransfer(dialect, request, learns: learns) { outcome = $0 }
    try dialect.client.run(concurrency: 1) {
      defer { transfer = nil }
      return transfer
    }
    guard let outcome else { throw TransportError(.badAnswer, message: "no answer") }
    return try outcome.get()
  }

  /// - Throws: also for an answer that is no success.
  static func sendGood(_ request: @autoclosure @escaping () -> Request, _ dialect: S3Dialect) throws
    -> Response
  {
    let response = try send(request(), dialect)
    guard response.isSuccess else { throw dialect.failure(response, method: request().method) }
    return response
  }
}

private final class S3CallTransfer: Transfer {
  private let dialect: S3Dialect
  private let make: () -> Request
  private let learns: Bool
  private let inner: SimpleTransfer

  init(
    _ dialect: S3Dialect, _ make: @escaping () -> Request, learns: Bool,
    _ ended: @escaping (Result<Response, any Error>) throws -> Void
  ) {
    self.dialect = dialect
    self.make = make
    self.learns = learns
    inner = SimpleTransfer({ _ in make() }, ended: ended)
  }

  func request(attempt: Int) throws -> Request {
    var request = make()
    try dialect.prepare(&request, attempt: attempt)
    return request
  }
  func begin(_ head: ResponseHead) throws { try inner.begin(head) }
  func receive(_ bytes: UnsafeRawBufferPointer) throws -> Bool { try inner.receive(bytes) }
  func isTemporary(_ response: Response) -> Bool? { learns ? dialect.isTemporary(response) : nil }
  func end(_ outcome: Result<Response, any Error>) throws -> Bool { try inner.end(outcome) }
}

import Documents
import Hashing
import Objects
import Transport

/// An upload in parts, several at once. An earlier run's parts are found on the server and kept where their md5 is that
/// of our bytes.
final class S3Upload: WebTask {
  /// Larger objects go up in parts.
  static let threshold: Int64 = 64 << 20
  private static let smallestPart: Int64 = 16 << 20
  private static let mostParts: Int64 = 10_000

  private enum Phase { case looking, reading, beginning, sending, completing, aborting, over }

  private let object: WebObject
  private let file: any WebFile
  private let dialect: S3Dialect
  private let stored: (String?, Response) throws -> Void
  private let partSize: Int64
  /// MD5 by part, as the server calls it; nil: not there yet.
  private var etags: [String?]
  /// What the server says of parts sent by this run, where nobody has looked at it yet.
  private var said: [Int: String] = [:]
  /// The file is hashed in parts beside; else each part while it is sent.
  private let isHashedBeside: Bool
  private var queue: [Int] = []
  private var inFlight = 0
  private var phase = Phase.looking
  private var isAsked = false
  private var uploadID = ""
  private var failure: (any Error)?

  init(
    _ object: WebObject, _ file: any WebFile, _ dialect: S3Dialect,
    _ stored: @escaping (String?, Response) throws -> Void
  ) {
    self.stored = stored
    self.object = object
    self.file = file
    self.dialect = dialect
    let megabyte: Int64 = 1 << 20
    let needed = (object.size / Self.mostParts / megabyte + 1) * megabyte
    partSize = max(Self.smallestPart, needed)
    etags = Array(repeating: nil, count: Int((object.size + partSize - 1) / partSize))
    isHashedBeside = file.startHashing(partSize: partSize)
  }

  private var service: S3Service { dialect.service }
  private var key: String { service.key(object.key) }

  var isOver: Bool { phase == .over }

  func finish() -> (any Error)? { failure }

  /// The parts that are there stay there: the next run finds them.
  func abandon() {
    failure = failure ?? TransportError(.reset, message: "not finished")
    phase = .over
  }

  func next() throws -> (any Transfer)? {
    switch phase {
    case .sending: return nextPart()
    case .over: return nil
    case _ where isAsked: return nil
    case .looking: return ask({ [self] in lookRequest }) { [self] in looked($0) }
    case .reading: return ask({ [self] in partsRequest }) { [self] in read($0) }
    case .beginning: return ask({ [self] in beginRequest }) { [self] in try began($0) }
    // The last part is given out only when the whole was found to be right: when all parts are there, it is.
    case .completing: return ask({ [self] in completeRequest }) { [self] in try completed($0) }
    case .aborting: return ask({ [self] in abortRequest }) { [self] _ in phase = .over }
    }
  }

  // MARK: - Steps

  private func ask(
    _ make: @escaping () -> Request, _ ended: @escaping (Response) throws -> Void
  ) -> any Transfer {
    isAsked = true
    return DialectTransfer(dialect, make) { [self] outcome in
      isAsked = false
      do {
        try ended(try outcome.get())
      } catch {
        fail(error)
      }
    }
  }

  private func fail(_ error: any Error) {
    failure = failure ?? error
    phase = .over
  }

  private var lookRequest: Request {
    service.request(
      "GET", nil, query: [(name: "uploads", value: ""), (name: "prefix", value: key)])
  }

  /// The youngest upload of this key, if the server tells us.
  private func looked(_ response: Response) {
    phase = .beginning
    guard response.isSuccess, let root = try? XML.load(response.body) else { return }
    let own = root.all("Upload").filter { $0["Key"]?.text == key }
    let last = own.max { ($0["Initiated"]?.text ?? "") < ($1["Initiated"]?.text ?? "") }
    guard let id = last?["UploadId"]?.text, !id.isEmpty else { return }
    uploadID = id
    phase = .reading
  }

  private var partsRequest: Request {
    service.request(
      "GET", key, query: [(name: "uploadId", value: uploadID), (name: "max-parts", value: "1000")],
      headers: service.settings.encryption.readHeaders)
  }

  private func read(_ response: Response) {
    phase = .beginning
    guard response.isSuccess, let root = try? XML.load(response.body) else { return }
    for part in root.all("Part") {
      // The last one is always sent again: it goes up only when the whole was found to be right.
      guard let number = part["PartNumber"].flatMap({ Int($0.text) }), 0 < number, number < etags.count,
        let size = part["Size"].flatMap({ Int64($0.text) }), let etag = part["ETag"]?.text
      else { continue }
      // Cut in other pieces by another program: begin anew.
      guard size == length(number - 1) else { return etags = etags.map { _ in nil } }
      let plain = etag.filter { $0 != "\"" }.lowercased()
      if S3ETag.isMD5(plain), plain == PartHash.md5(file.part(offset(number - 1), size)) {
        etags[number - 1] = plain
      }
    }
    send()
  }

  private var beginRequest: Request {
    let headers = service.settings.access.map { Header($0.name, $0.value) }
    return service.request(
      "POST", key, query: [(name: "uploads", value: "")],
      headers: service.settings.encryption.writeHeaders + headers, body: .bytes([]))
  }

  private func began(_ response: Response) throws {
    guard response.isSuccess else { throw dialect.failure(response, method: "POST") }
    guard let root = try? XML.load(response.body), let id = root.first("UploadId")?.text, !id.isEmpty else {
      throw bad(response, "the server began an upload without a name")
    }
    uploadID = id
    etags = etags.map { _ in nil }
    send()
  }

  private func send() {
    queue = etags.indices.filter { etags[$0] == nil }
    phase = queue.isEmpty ? .completing : .sending
  }

  private func nextPart() -> (any Transfer)? {
    guard failure == nil, !queue.isEmpty else { return nil }
    let part = queue.removeFirst()
    inFlight += 1
    return PartTransfer(self, part)
  }

  // MARK: - Parts

  private func offset(_ part: Int) -> Int64 { Int64(part) * partSize }
  private func length(_ part: Int) -> Int64 { min(partSize, object.size - offset(part)) }

  fileprivate func request(_ part: Int, _ body: Body) throws -> Request {
    var request = service.request(
      "PUT", key,
      query: [(name: "partNumber", value: String(part + 1)), (name: "uploadId", value: uploadID)],
      headers: service.settings.encryption.readHeaders, body: body)
    try dialect.prepare(&request, attempt: 1)
    return request
  }

  /// - Returns: what is sent, and what hashes it meanwhile if nobody else does.
  fileprivate func body(_ part: Int) -> (Body, PartHash?) {
    let body = file.part(offset(part), length(part))
    if isHashedBeside { return (body, nil) }
    let hash = PartHash(body, length: length(part))
    return (.source(hash), hash)
  }

  fileprivate func isTemporary(_ response: Response) -> Bool? { dialect.isTemporary(response) }

  fileprivate func ended(_ part: Int, _ hash: PartHash?, _ outcome: Result<Response, any Error>) {
    inFlight -= 1
    do {
      let response = try outcome.get()
      guard response.isSuccess else { throw dialect.failure(response, method: "PUT") }
      guard let etag = response.head.etag, !etag.isEmpty else {
        throw bad(response, "a part without an ETag")
      }
      if let said = S3ETag.digest(response) {
        if isHashedBeside {
          self.said[part] = said
        } else if let own = hash?.digest, said != own {
          throw bad(response, "the server stored other bytes of part \(part + 1)")
        }
      }
      etags[part] = etag
      try checkSaid(response)
      if failure == nil, queue.isEmpty, inFlight == 0 {
        guard said.isEmpty else { throw bad(response, "parts of the upload could not be checked") }
        phase = .completing
      }
    } catch {
      failure = failure ?? error
    }
    guard let failure, inFlight == 0 else { return }
    // Bytes that aren't what the object's name says: nothing of it is to stay there.
    if case StoreError.corrupt = failure { phase = .aborting } else { phase = .over }
  }

  /// Looks at what was said of parts as soon as they are hashed here, too. The last byte of the file goes up when all
  /// are.
  private func checkSaid(_ response: Response) throws {
    for (part, etag) in said {
      guard let own = file.partDigest(part) else { continue }
      guard own.hex(byteCount: 16) == etag else {
        throw bad(response, "the server stored other bytes of part \(part + 1)")
      }
      said[part] = nil
    }
  }

  // MARK: - The end

  private var completeRequest: Request {
    var text = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
    for (i, etag) in etags.enumerated() {
      text +=
        "<Part><ETag>&quot;\(XML.escaped(etag ?? ""))&quot;</ETag><PartNumber>\(i + 1)</PartNumber></Part>"
    }
    text += "</CompleteMultipartUpload>"
    return service.request(
      "POST", key, query: [(name: "uploadId", value: uploadID)],
      headers: [Header("Content-Type", "application/xml")] + service.settings.encryption.readHeaders,
      body: .bytes(Array(text.utf8)))
  }

  /// An answer of 200 may still say in its body that nothing came of it.
  private func completed(_ response: Response) throws {
    let root = try? XML.load(response.body)
    guard response.isSuccess, let root, root.name == "CompleteMultipartUploadResult" else {
      if response.isSuccess {
        throw bad(response, root?.first("Message")?.text ?? "the end of an upload is not understood")
      }
      throw dialect.failure(response, method: "POST")
    }
    try stored(root["ETag"]?.text.filter { $0 != "\"" }, response)
    phase = .over
  }

  private var abortRequest: Request {
    service.request("DELETE", key, query: [(name: "uploadId", value: uploadID)])
  }

  private func bad(_ response: Response, _ words: String) -> TransportError {
    TransportError(.badAnswer, method: "PUT", url: response.url, message: words, status: response.status)
  }
}

private final class PartTransfer: Transfer {
  private let upload: S3Upload
  private let part: Int
  private var hash: PartHash?

  init(_ upload: S3Upload, _ part: Int) {
    self.upload = upload
    self.part = part
  }

  func request(attempt: Int) throws -> Request {
    let (body, hash) = upload.body(part)
    self.hash = hash
    return try upload.request(part, body)
  }

  func isTemporary(_ response: Response) -> Bool? { upload.isTemporary(response) }

  func end(_ outcome: Result<Response, any Error>) throws -> Bool {
    upload.ended(part, hash, outcome)
    return false
  }
}

/// A part's bytes, hashed while they are sent.
final class PartHash: BodySource {
  let length: Int64
  private let body: Body
  private var hash: StreamingHash
  private var hashed: Int64 = 0
  private var isSpoilt = false

  init(_ body: Body, length: Int64) {
    self.body = body
    self.length = length
    hash = StreamingHash(.md5, expectedBytes: length)
  }

  /// nil unless all was read in order.
  var digest: String? {
    guard hashed == length, !isSpoilt else { return nil }
    isSpoilt = true
    return hash.finish().hex(byteCount: 16)
  }

  func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int? {
    guard let count = try BodyReading.read(body, at: offset, into: buffer) else { return nil }
    if offset == hashed, count > 0 {
      hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      hashed += Int64(count)
    } else if offset < hashed, !isSpoilt {
      // Back to the start, as a new attempt on the same connection does.
      hash = StreamingHash(.md5, expectedBytes: length)
      hashed = 0
      if offset == 0, count > 0 {
        hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        hashed = Int64(count)
      }
    }
    return count
  }

  /// nil when it cannot be read, or not now.
  static func md5(_ body: Body) -> String? {
    let source = PartHash(body, length: body.length)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { buffer.deallocate() }
    while source.hashed < source.length {
      let room = Int(min(Int64(buffer.count), source.length - source.hashed))
      guard
        let count = try? source.read(
          at: source.hashed, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<room])), count > 0
      else { return nil }
    }
    return source.digest
  }
}

/// Reads a body as the client does.
enum BodyReading {
  static func read(
    _ body: Body, at offset: Int64, into buffer: UnsafeMutableRawBufferPointer
  ) throws -> Int? {
    switch body {
    case .none: return 0
    case .bytes(let bytes):
      let count = min(buffer.count, bytes.count - Int(offset))
      buffer.copyBytes(from: bytes[Int(offset)..<Int(offset) + count])
      return count
    case .file(let descriptor, let start, let length):
      return try FileRange.read(
        descriptor, at: start + offset, into: buffer, most: Int(min(Int64(buffer.count), length - offset)))
    case .source(let source): return try source.read(at: offset, into: buffer)
    }
  }
}

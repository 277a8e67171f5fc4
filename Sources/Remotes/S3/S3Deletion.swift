import Documents
import Hashing
import Transport

/// DeleteObjects: a thousand keys a request.
enum S3Deletion {
  private static let most = 1_000

  /// - Returns: what could not be removed; nil when the server doesn't know this kind of request.
  static func run(
    _ keys: [String], _ dialect: S3Dialect, _ line: WebLine
  ) throws -> [(key: String, error: any Error)]? {
    let service = dialect.service
    var batches = stride(from: 0, to: keys.count, by: most).map {
      Array(keys[$0..<min($0 + most, keys.count)])
    }
    var failures: [(key: String, error: any Error)] = []
    // The first by itself: it tells whether the server can do it at all.
    guard let first = batches.first else { return [] }
    let answer = try S3Call.send(request(first, service), dialect)
    if [400, 404, 405, 501].contains(answer.status),
      ["", "NotImplemented", "MethodNotAllowed", "InvalidArgument", "InvalidRequest"].contains(
        S3Answer(answer).code)
    {
      return nil
    }
    failures += try read(answer, dialect)
    batches.removeFirst()
    try line.send(batches, dialect, { request($0, service) }) { _, outcome in
      failures += try read(try outcome.get(), dialect)
    }
    return failures
  }

  private static func request(_ keys: [String], _ service: S3Service) -> Request {
    var text = "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet>"
    for key in keys { text += "<Object><Key>\(XML.escaped(service.key(key)))</Key></Object>" }
    text += "</Delete>"
    let body = Array(text.utf8)
    let digest = Hash.digest(body)
    let md5 = Base64.encode((0..<16).map { digest[$0] })
    return service.request(
      "POST", nil, query: [(name: "delete", value: "")],
      headers: [Header("Content-MD5", md5), Header("Content-Type", "application/xml")], body: .bytes(body))
  }

  private static func read(
    _ response: Response, _ dialect: S3Dialect
  ) throws -> [(key: String, error: any Error)] {
    guard response.isSuccess else { throw dialect.failure(response, method: "DELETE") }
    guard let root = try? XML.load(response.body), root.name == "DeleteResult" else {
      throw TransportError(
        .badAnswer, method: "POST", url: response.url, message: "the answer to a deletion is not understood",
        status: response.status)
    }
    let start = dialect.service.key("").utf8.count
    return root.all("Error").compactMap { error in
      guard let key = error["Key"]?.text, error["Code"]?.text != "NoSuchKey" else { return nil }
      let relative = String(Substring(key.utf8.dropFirst(start == 0 ? 0 : start + 1)))
      let words = (error["Code"]?.text ?? "") + ": " + (error["Message"]?.text ?? "")
      return (relative, TransportError(.denied, method: "DELETE", url: response.url, message: words))
    }
  }
}

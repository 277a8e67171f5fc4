import Foundation
import TestKit

/// An S3 bucket kept in a directory, as far as commands on small objects need one: `/bucket/data/KEY` is the file KEY.
struct DirectoryStore: Sendable {
  private let root: String
  private static let prefix = "/bucket/data/"

  init(_ root: String) { self.root = root }

  func answer(_ request: StubRequest) -> StubAnswer {
    let parts = request.target.split(separator: "?", maxSplits: 1)
    let path = String(parts[0]).removingPercentEncoding ?? ""
    let query = parts.count > 1 ? String(parts[1]) : ""
    if query.contains("list-type=2") { return list(query) }
    if request.method == "POST", query.hasPrefix("delete") { return delete(request) }
    guard path.hasPrefix(Self.prefix) else { return .answer(path == "/bucket" ? 200 : 404) }
    let file = root + "/" + path.dropFirst(Self.prefix.count)
    switch request.method {
    case "PUT": return put(request.body, file)
    case "GET", "HEAD":
      guard let data = FileManager.default.contents(atPath: file) else {
        return .answer(404, request.method == "HEAD" ? "" : Self.error("NoSuchKey"))
      }
      return get(Array(data), request)
    case "DELETE":
      unlink(file)
      return .answer(204)
    default: return .answer(400, Self.error("InvalidRequest"))
    }
  }

  /// Whole or not at all, as a store does it.
  private func put(_ body: [UInt8], _ file: String) -> StubAnswer {
    let parent = (file as NSString).deletingLastPathComponent
    let place = root + ".\(UUID().uuidString)"
    guard
      (try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)) != nil,
      FileManager.default.createFile(atPath: place, contents: Data(body)), rename(place, file) == 0
    else { return .answer(500, Self.error("InternalError")) }
    return .answer(200, headers: ["ETag": "\"\(body.count)\""])
  }

  private func get(_ bytes: [UInt8], _ request: StubRequest) -> StubAnswer {
    let headers = ["ETag": "\"\(bytes.count)\"", "Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"]
    if request.method == "HEAD" { return .answer(200, headers: headers, length: bytes.count) }
    guard let range = request.headers["range"]?.dropFirst("bytes=".count).split(separator: "-"),
      let first = range.first.flatMap({ Int($0) }), first < bytes.count
    else { return .answer(200, headers: headers, body: bytes) }
    let last = min(range.count > 1 ? Int(range[1]) ?? bytes.count : bytes.count, bytes.count - 1)
    return .answer(
      206, headers: headers.merging(["Content-Range": "bytes \(first)-\(last)/\(bytes.count)"]) { $1 },
      body: Array(bytes[first...last]))
  }

  private func list(_ query: String) -> StubAnswer {
    let words = query.split(separator: "&").first { $0.hasPrefix("prefix=") }?.dropFirst("prefix=".count)
    let prefix = words.flatMap { String($0).removingPercentEncoding } ?? ""
    let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    var items = ""
    for name in names.sorted() where "data/\(name)".hasPrefix(prefix) {
      var info = stat()
      guard lstat(root + "/" + name, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { continue }
      items += "<Contents><Key>data/\(name)</Key><LastModified>2024-01-01T00:00:00.000Z</LastModified>"
      items += "<ETag>&quot;\(info.st_size)&quot;</ETag><Size>\(info.st_size)</Size></Contents>"
    }
    return .answer(
      200, "<ListBucketResult><Name>bucket</Name><IsTruncated>false</IsTruncated>\(items)</ListBucketResult>")
  }

  private func delete(_ request: StubRequest) -> StubAnswer {
    for part in String(decoding: request.body, as: UTF8.self).components(separatedBy: "<Key>").dropFirst() {
      let key = part.components(separatedBy: "</Key>")[0]
      if key.hasPrefix("data/") { unlink(root + "/" + key.dropFirst("data/".count)) }
    }
    return .answer(200, "<DeleteResult></DeleteResult>")
  }

  private static func error(_ code: String) -> String {
    "<Error><Code>\(code)</Code><Message>\(code)</Message></Error>"
  }
}

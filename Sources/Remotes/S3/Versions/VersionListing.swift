import Documents
import Transport

/// ListObjectVersions below a remote's place.
struct VersionListing {
  /// From so many questions on a listing is cheaper.
  static let worthwhile = 64

  private let dialect: S3Dialect
  private var service: S3Service { dialect.service }

  init(_ dialect: S3Dialect) { self.dialect = dialect }

  /// The ids of all versions, by relative path.
  func versions(_ line: WebLine) throws -> [String: Set<String>] {
    var found: [String: Set<String>] = [:]
    try forEach(line) { entry in found[entry.path, default: []].insert(entry.versionID) }
    return found
  }

  struct Entry {
    /// Relative to the remote's place.
    let path: String
    let versionID: String
    let etag: String?
    let size: Int64?
    let isLatest: Bool
  }

  func forEach(below directory: String = "", _ line: WebLine, _ body: (Entry) throws -> Void) throws {
    let root = service.key("")
    let start = root.isEmpty ? "" : root + "/"
    let prefix = directory.isEmpty ? start : start + directory
    var after: (key: String, id: String)?
    var seen: Set<String> = []
    while true {
      try line.cancellation?.check()
      var query = [(name: "versions", value: ""), (name: "prefix", value: prefix)]
      if let after {
        query += [(name: "key-marker", value: after.key), (name: "version-id-marker", value: after.id)]
      }
      let asked = query
      let response = try S3Call.sendGood(self.service.request("GET", nil, query: asked), dialect)
      guard let list = try? XML.load(response.body), list.name == "ListVersionsResult" else {
        throw bad(response, "the listing of versions is broken")
      }
      for version in list.all("Version") {
        guard let key = version["Key"]?.text, let id = version["VersionId"]?.text, key.hasPrefix(start) else {
          continue
        }
        try body(
          Entry(
            path: String(key.dropFirst(start.count)), versionID: id,
            etag: version["ETag"]?.text.filter { $0 != "\"" },
            size: version["Size"].flatMap { Int64($0.text) },
            isLatest: version["IsLatest"]?.text == "true"))
      }
      guard list["IsTruncated"]?.text == "true" else { return }
      guard let key = list["NextKeyMarker"]?.text, !key.isEmpty else {
        throw bad(response, "the listing goes on, but does not say where")
      }
      let id = list["NextVersionIdMarker"]?.text ?? ""
      guard seen.insert(key + "\n" + id).inserted else { throw bad(response, "the listing repeats itself") }
      after = (key, id)
    }
  }

  private func bad(_ response: Response, _ words: String) -> TransportError {
    TransportError(.badAnswer, method: "GET", url: response.url, message: words, status: response.status)
  }
}

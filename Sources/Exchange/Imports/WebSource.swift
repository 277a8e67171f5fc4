import Documents
import Files
import Hashing
import Manifests
import Remotes
import Transport

/// A file or directory on a server: HTTP, WebDAV, S3. The connection is that of a remote whose place is the directory
/// around it.
struct WebSource: ExternalSource {
  /// How the server's kind marks a state of a file in pointers (formats §3.5).
  enum Mark { case checksum, etag }

  let remote: WebRemote
  /// In the remote's place.
  let name: String
  let mark: Mark

  /// A directory is known by its files' ETags where a listing tells them all; else only reading tells.
  func entry() throws -> ExternalEntry? {
    if remote.canList {
      let below = try remote.entries(below: name).filter { $0.key != name }
      if !below.isEmpty {
        var entry = ExternalEntry(
          path: "", isDirectory: true, size: below.reduce(0) { $0.adding(clamped: $1.size ?? 0) })
        if let state = state(of: below) {
          entry.mark = RecordedDigest(.md5, state)
          entry.fileCount = below.count
        }
        return entry
      }
    }
    if name.isEmpty { return nil }
    guard let info = try remote.info(of: name) else { return nil }
    let own: RecordedDigest?
    switch mark {
    case .checksum:
      let text = info.rawETag ?? info.contentMD5 ?? WebFacts(info, name: remote.url + "/" + name).token
      own = RecordedDigest(.checksum, text)
    case .etag: own = info.etag.map { RecordedDigest(.etag, $0) }
    }
    return ExternalEntry(path: "", isDirectory: false, size: info.size, mark: own)
  }

  /// As the peer names it: a directory object whose entries have ETags instead of hashes (formats §3.5).
  private func state(of entries: [WebEntry]) -> String? {
    let start = name.isEmpty ? 0 : name.utf8.count + 1
    var items: [Value] = []
    for entry in entries {
      guard let etag = entry.etag else { return nil }
      var item = Mapping()
      item["etag"] = .string(etag)
      item["relpath"] = .string(String(Substring(entry.key.utf8.dropFirst(start))))
      items.append(.map(item))
    }
    return Hash.digest(Array(JSON.dump(.list(items)).utf8), .md5).hex(byteCount: 16) + ObjectID.treeSuffix
  }

  /// A bucket's key has no scheme in front, as the peer shows it.
  var shownPath: String? {
    let place = [remote.url, name].filter { !$0.isEmpty }.joined(separator: "/")
    return place.hasPrefix("s3://") ? String(place.dropFirst(5)) : place
  }

  func children(of path: String) throws -> [ExternalEntry] {
    try ExternalEntry.children(of: path, among: files())
  }

  func files() throws -> [ExternalEntry] {
    let prefix = name.isEmpty ? "" : name + "/"
    return try remote.entries(below: name).filter { $0.key != name }.map {
      ExternalEntry(path: String($0.key.dropFirst(prefix.count)), isDirectory: false, size: $0.size)
    }
  }

  func download(
    _ path: String, to file: String, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws {
    let key = [name, path].filter { !$0.isEmpty }.joined(separator: "/")
    try remote.copy(key, to: file, cancellation: cancellation)
  }
}

extension ExternalSources {
  /// The place around a URL's last part, and that part.
  static func split(_ url: String) -> (parent: String, name: String) {
    guard let start = url.firstRange(of: "://")?.upperBound else { return (url, "") }
    let path = url[start...].prefix { $0 != "?" && $0 != "#" }
    let query = url[path.endIndex...].prefix { $0 != "#" }
    var trimmed = path
    while trimmed.hasSuffix("/") { trimmed = trimmed.dropLast() }
    guard let slash = trimmed.lastIndex(of: "/") else { return (url, "") }
    let scheme = url[..<start].lowercased()
    var name = String(trimmed[trimmed.index(after: slash)...])
    // What is encoded in a web address is a name of its own.
    if scheme.hasPrefix("http") || scheme.hasPrefix("webdav") { name = URLText.decode(name) ?? name }
    return (String(url[..<start]) + trimmed[..<slash] + query, name)
  }
}

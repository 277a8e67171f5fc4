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

  func entry() throws -> ExternalEntry? {
    if name.isEmpty { return nil }
    if remote.canList {
      let below = try remote.entries(below: name).filter { $0.key != name }
      if !below.isEmpty {
        var size: Int64 = 0
        var text = ""
        for entry in below {
          size += entry.size ?? 0
          text += "\(entry.key.dropFirst(name.count + 1)) \(entry.etag ?? "\(entry.size ?? 0)")\n"
        }
        let state = ObjectID(Hash.digest(Array(text.utf8), .md5)).description + ObjectID.treeSuffix
        return ExternalEntry(
          path: "", isDirectory: true, size: size, mark: RecordedDigest(.etag, state))
      }
    }
    guard let info = try remote.info(of: name) else { return nil }
    let own: RecordedDigest?
    switch mark {
    case .checksum: own = (info.rawETag ?? info.contentMD5).map { RecordedDigest(.checksum, $0) }
    case .etag: own = info.etag.map { RecordedDigest(.etag, $0) }
    }
    return ExternalEntry(path: "", isDirectory: false, size: info.size, mark: own)
  }

  func children(of path: String) throws -> [ExternalEntry] {
    try ExternalEntry.children(of: path, among: files())
  }

  func files() throws -> [ExternalEntry] {
    try remote.entries(below: name).filter { $0.key != name }.map {
      ExternalEntry(path: String($0.key.dropFirst(name.count + 1)), isDirectory: false, size: $0.size)
    }
  }

  func download(
    _ path: String, to file: String, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws {
    try remote.copy(path.isEmpty ? name : name + "/" + path, to: file, cancellation: cancellation)
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

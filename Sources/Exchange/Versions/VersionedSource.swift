import Files
import Hashing
import Manifests
import Remotes
import Synchronization

/// A file or directory in a bucket with versioning, as it was when first asked about.
public final class VersionedSource: ExternalSource {
  private typealias Entry = (version: StoredVersion, size: Int64?)

  let remote: VersionedRemote
  /// In the remote's place.
  private let name: String
  /// The one version that is meant; nil: the latest.
  private let pinned: String?
  private let seen = Mutex<[String: StoredVersion]?>(nil)
  private let sizes = Mutex<[String: Int64]>([:])

  init(remote: VersionedRemote, name: String, pinned: String?) {
    (self.remote, self.name, self.pinned) = (remote, name, pinned)
  }

  /// The files of it, by path relative to the remote's place.
  private func versions() throws -> [String: StoredVersion] {
    if let known = seen.withLock({ $0 }) { return known }
    let found = try remote.versions(at: name, pinned: pinned, cancellation: nil)
    let versions = found.mapValues(\.version)
    sizes.withLock { $0 = found.compactMapValues(\.size) }
    seen.withLock { $0 = versions }
    return versions
  }

  private func size(_ path: String) -> Int64? { sizes.withLock { $0[path] } }

  public func entry() throws -> ExternalEntry? {
    let versions = try versions()
    if let version = versions[name] {
      return ExternalEntry(
        path: "", isDirectory: false, size: size(name), mark: version.etag.map { RecordedDigest(.etag, $0) },
        versionID: version.versionID)
    }
    if versions.isEmpty { return nil }
    var entry = ExternalEntry(path: "", isDirectory: true)
    entry.files = versions.map { path, version in
      var data = DataRecord()
      data.digest = version.etag.map { RecordedDigest(.etag, $0) }
      data.size = size(path).map(Int.init)
      data.versionID = version.versionID
      return FileRecord(path: Paths.relative(path, to: name), data: data)
    }
    return entry
  }

  public func children(of path: String) throws -> [ExternalEntry] {
    try ExternalEntry.children(of: path, among: files())
  }

  public func files() throws -> [ExternalEntry] {
    try versions().keys.filter { $0 != name }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map {
      ExternalEntry(path: Paths.relative($0, to: name), isDirectory: false, size: size($0))
    }
  }

  public func download(
    _ path: String, to file: String, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws {
    let key = path.isEmpty ? name : Paths.join(name, path)
    guard let version = try versions()[key] else { throw ImportError.sourceMissing(key) }
    try remote.copy(key, version, to: file, cancellation: cancellation)
  }

  /// Where a recorded file of it lies.
  func key(_ file: String) -> String { file.isEmpty ? name : Paths.join(name, file) }
}

extension ExternalEntry {
  /// What is directly in a directory, given all files below the source.
  static func children(of path: String, among files: [ExternalEntry]) -> [ExternalEntry] {
    let prefix = path.isEmpty ? "" : path + "/"
    var found: [String: ExternalEntry] = [:]
    for file in files where file.path.hasPrefix(prefix) {
      let rest = file.path.dropFirst(prefix.count)
      guard let slash = rest.firstIndex(of: "/") else {
        found[file.path] = file
        continue
      }
      let directory = prefix + rest[..<slash]
      found[directory] = ExternalEntry(path: directory, isDirectory: true)
    }
    return found.values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}

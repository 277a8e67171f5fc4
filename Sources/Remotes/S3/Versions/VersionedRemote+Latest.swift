import Files
import Hashing
import Objects
import Transport

/// What others changed in a bucket that holds a workspace (`update` of worktree remotes).
extension VersionedRemote {
  /// The latest version of a file, or of those below a directory, by path relative to the remote's place.
  public func latest(
    at path: String, cancellation: Cancellation?
  ) throws -> [String: (version: StoredVersion, size: Int64?)] {
    var found: [String: (version: StoredVersion, size: Int64?)] = [:]
    try web.named {
      try VersionListing(dialect.base).forEach(below: path, web.line(cancellation)) { entry in
        guard entry.isLatest, entry.path == path || Paths.isInside(entry.path, path),
          !entry.path.hasSuffix("/")
        else { return }
        // Names come from the other side: none may lead out of the directory.
        guard Paths.normalize(entry.path) == entry.path else { throw RemoteError.badPath(entry.path) }
        found[entry.path] = (StoredVersion(etag: entry.etag, versionID: entry.versionID), entry.size)
      }
    }
    return found
  }

  /// The latest versions, or one certain version of a single file.
  public func versions(
    at path: String, pinned: String?, cancellation: Cancellation?
  ) throws -> [String: (version: StoredVersion, size: Int64?)] {
    guard let pinned else { return try latest(at: path, cancellation: cancellation) }
    let version = StoredVersion(etag: nil, versionID: pinned)
    setPlace(path, version)
    guard let info = try web.info(of: path) else { return [:] }
    return [path: (StoredVersion(etag: info.etag, versionID: pinned), info.size)]
  }

  /// Brings the bytes of one version to a new file.
  public func copy(
    _ path: String, _ version: StoredVersion, to file: String, cancellation: Cancellation?
  ) throws {
    setPlace(path, version)
    try web.copy(path, to: file, cancellation: cancellation)
  }

  private func setPlace(_ path: String, _ version: StoredVersion) {
    dialect.setPlaces([path: VersionedFile(path: path, id: ObjectID(Digest()), version: version)])
  }

  /// Brings versions whose bytes nobody here has ever seen into a store.
  /// - Parameter directory: for files on their way; exists.
  /// - Returns: what they are, by path.
  public func bring(
    _ versions: [String: StoredVersion], into store: ObjectStore, _ algorithm: HashAlgorithm,
    by directory: String, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> [String: ObjectID] {
    var found: [String: ObjectID] = [:]
    if algorithm == .md5 { found = try bringNamed(versions, into: store, progress, cancellation) }
    let rest = versions.filter { found[$0.key] == nil }
    dialect.setPlaces(
      rest.reduce(into: [:]) { places, item in
        places[item.key] = VersionedFile(path: item.key, id: ObjectID(Digest()), version: item.value)
      })
    for (number, path) in rest.keys.sorted().enumerated() {
      let file = Paths.join(directory, String(number))
      try web.copy(path, to: file, cancellation: cancellation)
      defer { _ = try? FileSystem.remove(file) }
      guard let info = try FileSystem.info(file) else { continue }
      found[path] = try store.store(
        file: file, info: info, algorithm: algorithm, progress: progress, cancellation: cancellation
      ).id
    }
    return found
  }

  /// An ETag that is the md5 of the bytes names the object; many come at once then.
  private func bringNamed(
    _ versions: [String: StoredVersion], into store: ObjectStore, _ progress: (any ProgressSink)?,
    _ cancellation: Cancellation?
  ) throws -> [String: ObjectID] {
    var places: [String: VersionedFile] = [:]
    var paths: [ObjectID: [String]] = [:]
    for (path, version) in versions {
      guard let etag = version.etag, S3ETag.isMD5(etag), let id = ObjectID(etag) else { continue }
      places[WebRemote.key(id)] = VersionedFile(path: path, id: id, version: version)
      paths[id, default: []].append(path)
    }
    dialect.setPlaces(places)
    let ids = try store.missing(paths.keys.sorted(), cancellation: cancellation)
    let came = try web.download(ids, into: store, progress: progress, cancellation: cancellation)
    var bad: Set<ObjectID> = []
    for (id, error) in came.failures {
      // Encrypted by a key of the server's, an ETag is no md5.
      guard case StoreError.corrupt = error else { throw error }
      bad.insert(id)
    }
    return paths.filter { !bad.contains($0.key) }.reduce(into: [:]) { found, item in
      for path in item.value { found[path] = item.key }
    }
  }
}

import Documents
import Files
import Hashing
import Manifests
import Remotes
import Workspace

extension DataRecord {
  /// What a cloud remote is recorded to have of this file.
  /// - Parameter remote: nil: whichever it is.
  func version(on remote: String? = nil) -> StoredVersion? {
    if let cloud {
      let entry = remote.map { cloud[$0] } ?? cloud.entries.first?.value
      guard let entry = entry?.map else { return nil }
      return StoredVersion(etag: entry["etag"]?.string, versionID: entry["version_id"]?.string)
    }
    // As `update` of the peer leaves it: without the remote's name.
    return versionID.map { StoredVersion(etag: nil, versionID: $0) }
  }

  mutating func setVersion(_ version: StoredVersion, on remote: String) {
    var entry = Mapping()
    if let etag = version.etag { entry["etag"] = .string(etag) }
    if let id = version.versionID { entry["version_id"] = .string(id) }
    versionID = nil
    var all = Mapping()
    all[remote] = .map(entry)
    cloud = all
  }

  /// The remote that versions are recorded of.
  public var cloudRemote: String? {
    cloud?.keys.first ?? files?.lazy.compactMap { $0.data.cloud?.keys.first }.first
  }

  /// Whether any version is recorded.
  public var hasVersions: Bool {
    version()?.versionID != nil || files?.contains { $0.data.version()?.versionID != nil } == true
  }

  /// The files that this data consists of, as a cloud-versioned remote has them. Of a directory that was never pushed
  /// nothing is known here.
  /// - Parameters:
  ///   - path: of the output, relative to the project's root.
  ///   - members: only these and what is below them; empty: all.
  func versionedFiles(at path: String, in members: [String] = []) -> [VersionedFile] {
    guard let id = object else { return [] }
    guard let files else {
      return id.isTree ? [] : [VersionedFile(path: path, id: id, version: version())]
    }
    return files.compactMap { file in
      guard members.isEmpty || members.contains(where: { $0 == file.path || Paths.isInside(file.path, $0) }),
        let member = file.object(id.algorithm)
      else { return nil }
      return VersionedFile(path: Paths.join(path, file.path), id: member, version: file.data.version())
    }
  }
}

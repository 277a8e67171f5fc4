import Hashing

/// What a bucket with versioning says of one version of a key.
public struct StoredVersion: Sendable, Equatable {
  /// nil: not told.
  public var etag: String?
  public var versionID: String?

  public init(etag: String?, versionID: String?) {
    (self.etag, self.versionID) = (etag, versionID)
  }
}

/// A file of the workspace on a cloud-versioned remote: it lies there under its own path (formats §2.9).
public struct VersionedFile: Sendable, Equatable {
  /// Relative to the project's root, and to the remote's place.
  public var path: String
  /// What its bytes are.
  public var id: ObjectID
  /// The version that is recorded of it; nil when it was never pushed.
  public var version: StoredVersion?

  public init(path: String, id: ObjectID, version: StoredVersion?) {
    (self.path, self.id, self.version) = (path, id, version)
  }
}

/// What came of a push to a cloud-versioned remote.
public struct VersionedReport: Sendable {
  /// The versions made, by path.
  public var stored: [String: StoredVersion] = [:]
  public var bytes: Int64 = 0
  public var failures: [(path: String, error: any Error)] = []

  public init() {}
}

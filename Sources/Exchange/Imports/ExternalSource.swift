import Documents
import Files
import Hashing
import Manifests
import Remotes
import Workspace

/// A file or directory behind a URL, as its server tells of it.
public struct ExternalEntry: Sendable {
  /// Relative to the source; `""` is the source itself.
  public var path: String
  public var isDirectory: Bool
  public var size: Int64?
  /// Files in a directory whose mark is known.
  public var fileCount: Int?
  public var isExecutable: Bool
  /// What changes when the content does: an ETag, a checksum; nil when only reading tells.
  public var mark: RecordedDigest?
  public var versionID: String?
  /// What a directory in a bucket with versioning consists of; nil: not told.
  public var files: [FileRecord]?

  public init(
    path: String, isDirectory: Bool, size: Int64? = nil, isExecutable: Bool = false,
    mark: RecordedDigest? = nil, versionID: String? = nil
  ) {
    self.path = path
    self.isDirectory = isDirectory
    self.size = size
    self.isExecutable = isExecutable
    self.mark = mark
    self.versionID = versionID
  }
}

/// Data at a path or URL outside of any project: what `import-url`, `get-url` and `ls-url` read.
///
/// All functions block and may be called again after a failure.
public protocol ExternalSource: Sendable {
  /// The path of this machine where it is; nil when it must be downloaded.
  var localPath: String? { get }
  /// Its place behind all configuration, as listings show it; nil: as it was asked for.
  var shownPath: String? { get }
  /// What is there; nil when nothing is.
  func entry() throws -> ExternalEntry?
  /// What is directly in a directory of it, in the order of names.
  func children(of path: String) throws -> [ExternalEntry]
  /// Everything below it that is not a directory, sorted by path.
  func files() throws -> [ExternalEntry]
  /// Brings one file's content to a new file.
  func download(_ path: String, to file: String, progress: (any ProgressSink)?, cancellation: Cancellation?)
    throws
}

extension ExternalSource {
  public var localPath: String? { nil }
  public var shownPath: String? { localPath }

  public func files() throws -> [ExternalEntry] {
    var found: [ExternalEntry] = []
    var pending = [""]
    while let here = pending.popLast() {
      for child in try children(of: here) {
        if child.isDirectory { pending.append(child.path) } else { found.append(child) }
      }
    }
    return found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}

/// A path of this machine.
public struct LocalSource: ExternalSource {
  let path: String

  /// - Parameter path: absolute.
  public init(path: String) { self.path = path }

  public var localPath: String? { path }

  public func entry() throws -> ExternalEntry? {
    guard let info = try FileSystem.info(path) else { return nil }
    return Self.entry("", info)
  }

  public func children(of directory: String) throws -> [ExternalEntry] {
    try FileSystem.list(absolute(directory)).compactMap { name, _ in
      let inner = directory.isEmpty ? name : directory + "/" + name
      guard let own = try FileSystem.info(absolute(inner), followLinks: false) else { return nil }
      // A link to a directory is not entered, a broken one is nothing.
      guard own.kind == .symlink else { return Self.entry(inner, own) }
      guard let target = try FileSystem.info(absolute(inner)), target.isFile else { return nil }
      return Self.entry(inner, target)
    }
  }

  public func download(
    _ inner: String, to file: String, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws {
    try FileSystem.copyFile(
      from: absolute(inner), to: file, mode: WorkspaceMode.file(isShared: false))
  }

  private func absolute(_ inner: String) -> String { inner.isEmpty ? path : Paths.join(path, inner) }

  private static func entry(_ path: String, _ info: FileInfo) -> ExternalEntry {
    ExternalEntry(
      path: path, isDirectory: info.isDirectory, size: info.size,
      isExecutable: info.isFile && info.isExecutable)
  }
}

/// Finds what a URL or path names.
public struct ExternalSources {
  /// Its settings count; outside of a project it has only those of the user.
  let repository: Repository
  /// Relative paths count from here.
  let directory: String
  let jobs: Int?

  public init(_ repository: Repository, directory: String, jobs: Int? = nil) {
    self.repository = repository
    self.directory = directory
    self.jobs = jobs
  }

  /// - Parameter options: settings for this URL alone (`--fs-config`).
  /// - Throws: `ConfigError`, ``ImportError/unsupportedScheme(_:)``, ``ExchangeError/unsupportedScheme(url:scheme:)``.
  public func source(_ url: String, options: Mapping? = nil) throws -> any ExternalSource {
    guard DataLocation.isURL(url) else {
      if let options { try check(options, url: Paths.absolute(url, in: directory)) }
      return LocalSource(path: Paths.absolute(url, in: directory))
    }
    guard Self.scheme(url) != nil else { throw ImportError.unsupportedScheme(Self.rawScheme(url)) }
    if let options { try check(options, url: url) }
    let remote = try configured(url, options).config.remote(Self.name)
    if let path = remote.localPath {
      return LocalSource(path: Paths.absolute(path, in: repository.dotDirectory))
    }
    if ["ssh", "sftp"].contains(remote.scheme) {
      return ShellSource(remote: try RemoteFactory(repository: repository, jobs: jobs).shell(remote))
    }
    let (place, pinned) = remote.scheme == "s3" ? Self.version(in: url) : (url, nil)
    let (parent, name) = Self.split(place)
    var own = options
    if pinned != nil {
      own = own ?? Mapping()
      own?["version_aware"] = true
    }
    let around = try configured(parent, own)
    if let server = try RemoteFactory(repository: around, jobs: jobs).versioned(Self.name) {
      return VersionedSource(remote: server, name: name, pinned: pinned)
    }
    guard let server = try RemoteFactory(repository: around, jobs: jobs).remote(Self.name) as? WebRemote
    else {
      throw ExchangeError.unsupportedScheme(url: remote.shownURL, scheme: remote.scheme ?? "")
    }
    let isPlain = remote.scheme == "http" || remote.scheme == "https"
    return WebSource(remote: server, name: name, mark: isPlain ? .checksum : .etag)
  }

  /// The URL as a remote of its own, with the settings of the remote that it names or lies below.
  private func configured(_ url: String, _ options: Mapping?) throws -> Repository {
    var config = repository.config
    var own = options ?? Mapping()
    own["url"] = .string(url)
    config.overlay(Self.settings(own))
    return repository.with(config)
  }

  /// `s3://bucket/key?versionId=…` names one version.
  static func version(in url: String) -> (url: String, id: String?) {
    guard let mark = url.lastIndex(of: "?") else { return (url, nil) }
    let query = url[url.index(after: mark)...]
    guard query.hasPrefix("versionId="), !query.contains("&") else { return (url, nil) }
    return (String(url[..<mark]), String(query.dropFirst("versionId=".count)))
  }

  private func check(_ options: Mapping, url: String) throws {
    var own = options
    own["url"] = .string(url)
    var config = Config()
    config.overlay(Self.settings(own))
    do {
      try config.validate()
    } catch .unknown(let place) {
      throw ConfigError.unknown(place.suffix(1))
    } catch .badValue(let place, let expected) {
      throw ConfigError.badValue(place.suffix(1), expected: expected)
    }
  }

  private static let name = "cairn-external"

  private static func settings(_ options: Mapping) -> Mapping {
    var names = Mapping()
    names[name] = .map(options)
    var all = Mapping()
    all["remote"] = .map(names)
    return all
  }

  static func rawScheme(_ url: String) -> String { String(url.prefix { $0 != ":" }) + "://" }

  /// The schemes that the formats know.
  private static func scheme(_ url: String) -> String? {
    let scheme = url.prefix { $0 != ":" }.lowercased()
    let known = [
      "file", "remote", "http", "https", "s3", "ssh", "webdav", "webdavs", "gs", "azure", "hdfs", "webhdfs",
      "oss", "gdrive",
    ]
    return known.contains(scheme) ? scheme : nil
  }
}

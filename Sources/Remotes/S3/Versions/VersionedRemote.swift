import Files
import Hashing
import Objects
import Transport

/// A bucket with versioning in which the files of a workspace lie under their own paths (`version_aware`, `worktree`;
/// formats §2.9). Which version is meant stands in the project's files, so the remote has to be told.
///
/// As a ``Remote`` it gives what it was told of: each object by the version that is recorded of it, checked as ever.
/// Files go up by ``push(_:from:progress:cancellation:)``.
public final class VersionedRemote: Remote {
  public let name: String
  public let url: String
  /// Whether the files in it are the workspace's latest state, which others may change there (`worktree`).
  public let isWorktree: Bool
  public var canList: Bool { false }

  let dialect: VersionedDialect
  let web: WebRemote
  private let files: [ObjectID: VersionedFile]
  private let counts: [ObjectID: Int]
  private let trees: Set<ObjectID>

  /// - Parameters:
  ///   - files: what may be asked for.
  ///   - trees: directories whose members the project lists: there is no object of theirs to be had or missed.
  /// - Throws: as ``S3Remote/open(_:)``.
  public init(_ settings: S3Settings, isWorktree: Bool, files: [VersionedFile] = [], trees: [ObjectID] = [])
    throws
  {
    self.trees = Set(trees)
    name = settings.name
    url = settings.url
    self.isWorktree = isWorktree
    var known: [ObjectID: VersionedFile] = [:]
    // A recorded version wins over a path that merely should have the object.
    for file in files where known[file.id]?.version == nil { known[file.id] = file }
    self.files = known
    counts = Dictionary(files.map { ($0.id, 1) }, uniquingKeysWith: +)
    let places = Dictionary(uniqueKeysWithValues: known.values.map { (WebRemote.key($0.id), $0) })
    dialect = VersionedDialect(try S3Remote.dialect(settings), places: places)
    web = WebRemote(
      name: settings.name, url: settings.url, dialect: dialect, settings: S3Remote.client(settings),
      jobs: settings.jobs)
  }

  /// What nothing is recorded of is asked about; a recorded version is taken to be there.
  public func missing(
    _ ids: [ObjectID], progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> [ObjectID] {
    let unsure = ids.filter { files[$0].map { $0.version == nil } ?? false }
    var absent: Set<ObjectID> = []
    try web.named {
      try web.line(cancellation).send(unsure, dialect, { [dialect] in dialect.ask(WebRemote.key($0)) }) {
        [dialect] id, outcome in
        let response = try outcome.get()
        guard response.isSuccess || response.status == 404 else {
          throw dialect.failure(response, method: "HEAD")
        }
        // Under that path may lie somebody else's file.
        let other = S3ETag.digest(response).map { $0 != id.hex } ?? false
        if !response.isSuccess || other { absent.insert(id) }
      }
    }
    return ids.filter { !trees.contains($0) && (files[$0] == nil || absent.contains($0)) }
  }

  public func download(
    _ ids: [ObjectID], into store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> {
    try web.download(ids, into: store, progress: progress, cancellation: cancellation)
  }

  /// How many files some objects are.
  public func fileCount(of ids: [ObjectID]) -> Int { ids.reduce(0) { $0 + (counts[$1] ?? 1) } }

  // MARK: - Pushing

  /// Makes a new version of each file that the remote does not have as it is recorded.
  /// - Parameter store: must have all of them; what it lacks is a failure.
  /// - Throws: when nothing more can work.
  public func push(
    _ files: [VersionedFile], from store: ObjectStore, progress: (any ProgressSink)?,
    cancellation: Cancellation?
  ) throws -> VersionedReport {
    let there = try present(files.filter { $0.version?.versionID != nil }, cancellation)
    var report = VersionedReport()
    // The table holds one path for each object: files with the same bytes go one round after the other.
    var rounds: [[String: VersionedFile]] = []
    var next: [ObjectID: Int] = [:]
    for file in files where !there.contains(file.path) {
      let round = next[file.id, default: 0]
      next[file.id] = round + 1
      if round == rounds.count { rounds.append([:]) }
      rounds[round][WebRemote.key(file.id)] = VersionedFile(path: file.path, id: file.id, version: nil)
    }
    for round in rounds {
      dialect.setPlaces(round)
      let ids = round.values.map(\.id).sorted()
      web.known.withLock { $0 = (Set(ids), Set(ids)) }
      defer { report.stored.merge(dialect.takeStored()) { $1 } }
      let sent = try web.upload(ids, from: store, progress: progress, cancellation: cancellation)
      report.bytes += sent.bytes
      report.failures += sent.failures.map { (round[WebRemote.key($0.item)]?.path ?? "", $0.error) }
    }
    return report
  }

  /// The paths of those whose recorded version still exists.
  func present(_ files: [VersionedFile], _ cancellation: Cancellation?) throws -> Set<String> {
    var there: Set<String> = []
    let line = web.line(cancellation)
    try web.named {
      if files.count >= VersionListing.worthwhile {
        let all = try VersionListing(dialect.base).versions(line)
        for file in files where all[file.path]?.contains(file.version?.versionID ?? "") == true {
          there.insert(file.path)
        }
        return
      }
      let headers = dialect.base.service.settings.encryption.readHeaders
      try line.send(files, dialect.base, { [dialect] in dialect.request("HEAD", $0, headers) }) {
        [self] file, outcome in
        do {
          let response = try outcome.get()
          if response.isSuccess { return _ = there.insert(file.path) }
          // An id that never was one, or a deletion in its place.
          guard [400, 404, 405].contains(response.status) else {
            throw dialect.failure(response, method: "HEAD")
          }
        } catch {
          throw web.named(error, file.path)
        }
      }
    }
    return there
  }

  // MARK: - What makes no sense here

  public func upload(
    _ ids: [ObjectID], from store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> { throw unsupported("objects without paths") }

  public func forEachObject(
    _ algorithm: HashAlgorithm, cancellation: Cancellation?, _ body: (ObjectID) throws -> Void
  ) throws { throw unsupported("listing") }

  public func remove(_ ids: [ObjectID], cancellation: Cancellation?) throws -> TransferReport<ObjectID> {
    throw unsupported("removal")
  }

  public func plainFiles(below directory: String) throws -> [String] { throw unsupported("the run cache") }

  public func upload(
    plainFiles paths: [String], from root: String, cancellation: Cancellation?
  ) throws -> TransferReport<String> { throw unsupported("the run cache") }

  public func download(
    plainFiles paths: [String], into root: String, cancellation: Cancellation?
  ) throws -> TransferReport<String> { throw unsupported("the run cache") }

  private func unsupported(_ what: String) -> RemoteError { .unsupported(remote: name, what: what) }
}

import Files
import Hashing
import Objects
import Synchronization
import Transport

/// A remote behind a server that is asked for one key at a time, whatever it is: HTTP, WebDAV, S3. The kind of server
/// is a ``WebDialect``; this type does what they share.
///
/// - Many requests at once on one thread and one set of connections; another thread hashes large files beside it.
/// - Every byte is hashed before it gets a name: small objects in memory, many side by side; large ones as their
///   partial file grows. What goes up is hashed as well: the last byte of a large file is held back until the whole
///   is known to be right.
/// - An interrupted download of a large object goes on from its partial file, which is named by the object and hashed
///   anew from its start.
/// - What is temporary is tried again (``Transport/RetryPolicy``). A failure that every object would share ends the
///   whole transfer; what has come is kept.
public final class WebRemote: Remote {
  public let name: String
  public let url: String
  public var canList: Bool { dialect.canList }

  let dialect: any WebDialect
  let client: HTTPClient
  let jobs: Int
  /// What ``missing(_:progress:cancellation:)`` found out last, for the upload that follows it.
  let known = Mutex<(asked: Set<ObjectID>, absent: Set<ObjectID>)>(([], []))

  public static let defaultJobs = 16

  public init(name: String, url: String, dialect: any WebDialect, settings: ClientSettings, jobs: Int? = nil)
  {
    self.name = name
    self.url = url
    self.dialect = dialect
    client = HTTPClient(settings)
    // Each may have a file open beside its connection, and other things want descriptors as well.
    self.jobs = max(1, min(jobs ?? Self.defaultJobs, Descriptors.limit / 4))
  }

  func line(_ cancellation: Cancellation?) -> WebLine {
    WebLine(client, jobs: jobs, cancellation: cancellation)
  }

  /// Where an object lies (formats §2.8).
  static func key(_ id: ObjectID) -> String {
    let text = id.description
    return directory(id.algorithm) + text.prefix(2) + "/" + text.dropFirst(2)
  }

  static func directory(_ algorithm: HashAlgorithm) -> String {
    switch algorithm {
    case .md5: "files/md5/"
    case .md5Dos2Unix: ""
    case .sha256, .blake3: "files/\(algorithm.name)/"
    }
  }

  /// The object a key names; nil for strangers.
  static func id(_ key: String, _ algorithm: HashAlgorithm) -> ObjectID? {
    let directory = directory(algorithm)
    guard key.hasPrefix(directory) else { return nil }
    let rest = key.dropFirst(directory.utf8.count).utf8
    guard rest.count > 3, rest[rest.index(rest.startIndex, offsetBy: 2)] == UInt8(ascii: "/") else {
      return nil
    }
    let hex = String(rest.prefix(2)) ?? ""
    guard let id = ObjectID(hex + (String(rest.dropFirst(3)) ?? ""), algorithm: algorithm) else { return nil }
    // Upper-case digits would be another key.
    return Self.key(id) == key ? id : nil
  }

  public func remove(_ ids: [ObjectID], cancellation: Cancellation?) throws -> TransferReport<ObjectID> {
    var report = TransferReport<ObjectID>()
    known.withLock { $0 = ([], []) }
    if let failures = try dialect.deleteMany(ids.map(Self.key), over: line(cancellation)) {
      let failed = Dictionary(failures, uniquingKeysWith: { one, _ in one })
      for id in ids {
        if let error = failed[Self.key(id)] {
          report.failures.append((id, named(error, Self.key(id))))
        } else {
          report.transferred.append(id)
        }
      }
      return report
    }
    try named {
      try line(cancellation).send(ids, dialect, { [dialect] in dialect.delete(Self.key($0)) }) {
        [self] id, outcome in
        do {
          let response = try outcome.get()
          guard response.isSuccess || response.status == 404 || response.status == 410 else {
            throw dialect.failure(response, method: "DELETE")
          }
          report.transferred.append(id)
        } catch {
          report.failures.append((id, try ended(error, Self.key(id))))
        }
      }
    }
    return report
  }

  // MARK: Errors

  /// Puts the remote's name to errors of transport.
  func named(_ error: any Error, _ key: String) -> any Error {
    guard let error = error as? TransportError else { return error }
    return WebFailure(remote: name, key: key, error: error)
  }

  func named<R>(_ body: () throws -> R) throws -> R {
    do { return try body() } catch let error as TransportError {
      throw WebFailure(remote: name, key: "", error: error)
    }
  }

  /// What to report of an object that failed.
  /// - Throws: what would be the same for all others.
  func ended(_ error: any Error, _ key: String) throws -> any Error {
    let error = named(error, key)
    if let failure = error as? WebFailure, failure.isFinalForAll { throw failure }
    if let failure = error as? FileError, FullDisk.errnos.contains(failure.errno) { throw failure }
    if error is Cancelled || error is CredentialError { throw error }
    return error
  }
}

/// Nothing more can be written: the next object would fare the same.
enum FullDisk {
  // ENOSPC, EDQUOT, EROFS
  static let errnos: Set<Int32> = [28, 122, 30]
}

/// Ends a transfer in which nothing works: a server that forbids every single object.
struct Patience {
  private static let most = 64
  private var worked = false
  private var failures = 0

  mutating func success() { worked = true }

  mutating func failure(_ error: any Error) throws {
    guard let failure = error as? WebFailure, failure.error.cause != .status(404) else { return }
    failures += 1
    if !worked, failures >= Self.most { throw failure }
  }
}

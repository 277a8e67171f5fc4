import Documents
import Files
import Glibc
import Hashing
import Objects

/// Where objects wait that a collection took out of the cache, until somebody wants them back or they expire.
///
/// A *batch* is what one collection took: a directory laid out like a store, with `manifest.json` in it. Objects come
/// in and go back by renaming, so the attic lies in the cache's file system: in the project's private directory when
/// the cache is the project's own, else inside the cache under `.cairn/gc`, where DVC doesn't look.
public struct Attic: Sendable {
  public struct Batch: Equatable, Sendable {
    /// When it was made, `yyyymmddThhmmss` in UTC, with a number for the second one of a second.
    public let id: String
    public let directory: String
    /// Nanoseconds since 1970.
    public let createdAt: Int64
    public let expiresAt: Int64
    /// As planned when it was begun; what lies there counts.
    public let objects: Int
    public let bytes: Int64
  }

  /// How long a batch is kept before the next collection deletes it.
  public static let lifetime: Int64 = 7 * 86_400 * 1_000_000_000
  static let manifestName = "manifest.json"
  private static let straysName = "strays"
  private static let algorithms = HashAlgorithm.allCases

  let directory: String
  let store: ObjectStore

  public init(_ repository: Repository) throws {
    let store = try repository.store
    self.store = store
    let isOwn = try CacheUsers.isOwn(store, of: repository) && Self.isNear(store, repository)
    directory =
      isOwn ? Paths.join(repository.privateDirectory, "gc") : Paths.join(store.root, ".cairn/gc")
  }

  /// Whether the private directory is on the cache's file system: people put `.dvc/tmp` on other disks.
  private static func isNear(_ store: ObjectStore, _ repository: Repository) throws(FileError) -> Bool {
    let tmp = try FileSystem.info(Paths.parent(repository.privateDirectory))
    guard let tmp, let cache = try FileSystem.info(store.root) else { return true }
    return tmp.device == cache.device
  }

  /// All batches, the newest first.
  public func batches() throws -> [Batch] {
    guard try FileSystem.info(directory)?.isDirectory == true else { return [] }
    return try FileSystem.list(directory).filter { $0.kind == .directory }.compactMap { try batch($0.name) }
      .sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
  }

  /// The objects of a batch, as a store.
  public func contents(of batch: Batch) -> ObjectStore {
    ObjectStore(
      root: batch.directory, settings: StoreSettings(linkTypes: [.copy], workers: store.settings.workers))
  }

  private func batch(_ name: String) throws -> Batch? {
    let path = Paths.join(directory, name)
    guard let bytes = try FileSystem.readIfPresent(Paths.join(path, Self.manifestName)),
      let manifest = (try? JSON.load(bytes))?.map, let created = manifest["created"]?.int,
      let expires = manifest["expires"]?.int
    else { return nil }
    return Batch(
      id: name, directory: path, createdAt: Int64(created), expiresAt: Int64(expires),
      objects: manifest["objects"]?.int ?? 0, bytes: Int64(manifest["bytes"]?.int ?? 0))
  }

  /// Moves objects out of the store. The manifest is there before the first of them.
  /// - Parameters:
  ///   - ids: directory objects before their files.
  ///   - strays: absolute paths of other files of the store.
  ///   - unpacked: the same, of what nobody counts.
  /// - Returns: how many were there to be taken, and how many of them went for good, because a full disk has no room
  ///   for the directories that they would wait in.
  public func take(
    _ ids: [ObjectID], strays: [String] = [], unpacked: [String] = [], bytes: Int64, reason: String,
    cancellation: Cancellation
  ) throws -> (batch: Batch?, taken: Int, gone: Int) {
    var rest = ids[...]
    var gone = 0
    var begun: Batch?
    while begun == nil, let next = rest.first {
      try cancellation.check()
      begun = try unlessFull { try begin(objects: rest.count, bytes: bytes, reason: reason) }
      if begun == nil {
        try store.remove(next)
        rest.removeFirst()
        gone += 1
      }
    }
    if begun == nil, !strays.isEmpty {
      begun = try unlessFull { try begin(objects: strays.count, bytes: 0, reason: reason) }
    }
    guard let batch = begun else { return (nil, gone, gone) }
    let target = contents(of: batch)
    var made: Set<String> = []
    var moved = 0
    for id in rest {
      try cancellation.check()
      let path = target.path(of: id)
      let parent = Paths.parent(path)
      let isMoved = try unlessFull {
        if !made.contains(parent) { try FileSystem.makeDirectories(parent) }
        made.insert(parent)
        return try move(store.path(of: id), path)
      }
      if isMoved == true { moved += 1 }
      if isMoved == nil {
        // Room is what is wanted: one that can't wait goes for good, and gives the next ones room to wait.
        try store.remove(id)
        gone += 1
      }
    }
    for path in strays {
      try cancellation.check()
      if try takeStray(path, into: batch) { moved += 1 }
    }
    for path in unpacked { _ = try takeStray(path, into: batch) }
    return (batch, moved + gone, gone)
  }

  /// - Returns: whether it is taken; on a full disk it stays, as nothing depends on it.
  private func takeStray(_ path: String, into batch: Batch) throws -> Bool {
    let top = Paths.join(batch.directory, Self.straysName)
    let target = Paths.join(top, Paths.relative(path, to: store.root))
    return try unlessFull {
      try FileSystem.makeDirectories(Paths.parent(target))
      return try move(path, target)
    } ?? false
  }

  /// - Returns: nil when the disk is full.
  private func unlessFull<Result>(_ body: () throws -> Result) throws -> Result? {
    do {
      return try body()
    } catch {
      if let error = error as? FileError, error.errno == ENOSPC || error.errno == EDQUOT { return nil }
      throw error
    }
  }

  /// Moves a batch back; what the store has got again meanwhile is dropped.
  /// - Returns: how many objects came back.
  public func restore(_ batch: Batch, cancellation: Cancellation) throws -> Int {
    let source = contents(of: batch)
    var count = 0
    for algorithm in Self.algorithms {
      // Files before the directory objects that name them.
      for id in try source.names(algorithm, cancellation: cancellation).ids(algorithm).reversed() {
        try cancellation.check()
        if try store.exists(id) { continue }
        let path = store.path(of: id)
        try FileSystem.makeDirectories(Paths.parent(path))
        try FileSystem.rename(source.path(of: id), to: path)
        count += 1
      }
    }
    count += try restoreStrays(batch, cancellation)
    try FileSystem.removeTree(batch.directory)
    return count
  }

  private func restoreStrays(_ batch: Batch, _ cancellation: Cancellation) throws -> Int {
    let top = Paths.join(batch.directory, Self.straysName)
    guard try FileSystem.info(top, followLinks: false)?.isDirectory == true else { return 0 }
    let files = try Walk(root: top).files(cancellation: cancellation)
    var count = 0
    for index in 0..<files.count {
      let path = Paths.join(store.root, files.path(index))
      if FileSystem.exists(path) { continue }
      try FileSystem.makeDirectories(Paths.parent(path))
      try FileSystem.rename(Paths.join(top, files.path(index)), to: path)
      count += 1
    }
    return count
  }

  /// Deletes batches for good.
  /// - Parameter age: those at least this old, in nanoseconds; nil: those past their time.
  public func expire(olderThan age: Int64? = nil) throws -> [Batch] {
    let now = Clock.now()
    let old = try batches().filter { batch in
      age.map { batch.createdAt <= now - $0 } ?? (batch.expiresAt <= now)
    }
    for batch in old { try FileSystem.removeTree(batch.directory) }
    return old
  }

  /// False when somebody else removed it.
  private func move(_ from: String, _ to: String) throws(FileError) -> Bool {
    do {
      try FileSystem.rename(from, to: to)
      return true
    } catch {
      if error.errno == ENOENT { return false }
      throw error
    }
  }

  private func begin(objects: Int, bytes: Int64, reason: String) throws -> Batch {
    try FileSystem.makeDirectories(directory)
    let now = Clock.now()
    let stamp = Self.stamp(now)
    var name = stamp
    var number = 1
    while FileSystem.exists(Paths.join(directory, name)) {
      number += 1
      name = "\(stamp)-\(number)"
    }
    let path = Paths.join(directory, name)
    try FileSystem.makeDirectories(path)
    let batch = Batch(
      id: name, directory: path, createdAt: now, expiresAt: now + Self.lifetime, objects: objects,
      bytes: bytes)
    var manifest = Mapping()
    manifest["version"] = 1
    manifest["created"] = .int(Int(batch.createdAt))
    manifest["expires"] = .int(Int(batch.expiresAt))
    manifest["cache"] = .string(store.root)
    manifest["command"] = .string(reason)
    manifest["objects"] = .int(objects)
    manifest["bytes"] = .int(Int(bytes))
    try FileSystem.write(
      JSON.bytes(of: .map(manifest)), to: Paths.join(path, Self.manifestName), followLinks: false)
    return batch
  }

  private static func stamp(_ nanoseconds: Int64) -> String {
    var seconds = time_t(nanoseconds / 1_000_000_000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.tm_year + 1900)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))T"
      + two(parts.tm_hour) + two(parts.tm_min) + two(parts.tm_sec)
  }
}

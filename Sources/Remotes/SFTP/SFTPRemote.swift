import Files
import Hashing
import Objects
import Synchronization
import Transport

/// A remote on another machine's disk, over the user's ssh program: the store's layout below a directory there.
///
/// Objects go to a temporary beside their place and are renamed when all bytes were taken; what comes is hashed on the
/// way. A broken connection is made anew, and what was not done is done again.
public final class SFTPRemote: Remote {
  /// Items on the way on one connection.
  private static let depth = 64
  /// From here on a second connection pays.
  private static let manyItems = 256

  public let name: String
  public let url: String
  public var canList: Bool { true }

  /// The directory on the server.
  public let root: String
  let pool: SFTPPool
  let connections: Int
  let syncs: Bool
  private let made = Mutex<Set<String>>([])

  /// - Parameters:
  ///   - url: for messages, without secrets.
  ///   - root: the directory on the server, absolute. Need not exist.
  ///   - connections: at most.
  ///   - syncs: ask the server to make each file durable before it gets its name.
  public init(
    name: String, url: String, settings: SSHSettings, root: String, connections: Int = 2, syncs: Bool = false
  ) {
    self.name = name
    self.url = url
    self.root = root
    self.connections = max(1, connections)
    self.syncs = syncs
    pool = SFTPPool(settings)
  }

  func path(of id: ObjectID) -> String {
    let text = id.description
    return Paths.join(base(id.algorithm), "\(text.prefix(2))/\(text.dropFirst(2))")
  }

  /// Where the 256 directories are (formats §2.1, §2.7).
  func base(_ algorithm: HashAlgorithm) -> String {
    algorithm == .md5Dos2Unix ? root : Paths.join(root, "files/" + algorithm.name)
  }

  func connections(for items: Int) -> Int { items < Self.manyItems ? 1 : connections }

  public func upload(
    _ ids: [ObjectID], from store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> {
    let absent = try missing(ids, progress: nil, cancellation: cancellation)
    let meter = ProgressMeter(progress, phase: "Pushing to \(name)", total: ids.count)
    var report = TransferReport<ObjectID>()
    if absent.count < ids.count {
      let absent = Set(absent)
      report.present = ids.filter { !absent.contains($0) }
      meter.add(items: report.present.count)
    }
    try makeDirectories(Set(absent.map { Paths.parent(path(of: $0)) }), cancellation)
    report.merge(
      try HashThread.beside { thread in
        try self.transfer(absent, meter, cancellation) { connection, id, ended in
          SFTPUpload(
            connection, from: store.path(of: id), to: self.path(of: id), id: id, thread, syncs: self.syncs,
            ended: ended
          ).start()
        }
      })
    meter.finish()
    return report
  }

  public func download(
    _ ids: [ObjectID], into store: ObjectStore, progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> TransferReport<ObjectID> {
    let meter = ProgressMeter(progress, phase: "Fetching from \(name)", total: ids.count)
    var report = TransferReport<ObjectID>()
    var wanted: [ObjectID] = []
    for id in ids {
      if try store.contains(id) { report.present.append(id) } else { wanted.append(id) }
    }
    meter.add(items: report.present.count)
    // What came is kept, also when the user stops it.
    defer { if cancellation?.isCancelled == true { _ = try? store.flush() } }
    report.merge(
      try HashThread.beside { thread in
        try self.transfer(wanted, meter, cancellation) { connection, id, ended in
          self.fetch(id, into: store, connection, thread, ended: ended)
        }
      })
    try store.flush()
    meter.finish()
    return report
  }

  private func fetch(
    _ id: ObjectID, into store: ObjectStore, _ connection: SFTPConnection, _ thread: HashThread,
    ended: @escaping (Result<Int64, any Error>) -> Void
  ) {
    var resumed: Int64 = 0
    SFTPDownload(
      connection, path(of: id),
      makeSink: { size in
        // Another process may be at the same object: then each for itself.
        if let size, size >= PartialSink.smallest, let partial = try store.partial(id) {
          resumed = partial.resumed
          return PartialSink(partial, thread)
        }
        return try ObjectSink(store, id)
      },
      ended: { [self] result in
        // What an earlier run left may have been the bad part; it is gone now.
        if case .failure(StoreError.corrupt) = result, resumed > 0 {
          return fetch(id, into: store, connection, thread, ended: ended)
        }
        ended(result.mapError { known($0, id) })
      }
    ).start()
  }

  /// In the words of the contract: absent, or corrupt at that place.
  private func known(_ error: any Error, _ id: ObjectID) -> any Error {
    if case StoreError.corrupt(let id, let found, _) = error {
      return StoreError.corrupt(id, found: found, path: pool.settings.place + path(of: id))
    }
    return (error as? TransportError)?.cause == .notFound ? StoreError.missing(id) : error
  }

  /// Runs one job for each item and collects what became of it.
  func transfer<Item: Sendable & Hashable>(
    _ items: [Item], _ meter: ProgressMeter, _ cancellation: Cancellation?,
    _ begin:
      @escaping @Sendable (SFTPConnection, Item, @escaping (Result<Int64, any Error>) -> Void) -> Void
  ) throws -> TransferReport<Item> {
    let report = Mutex(TransferReport<Item>())
    let fatal = FatalError()
    let work: @Sendable (SFTPConnection, Int, @escaping () -> Void) -> Void = { connection, i, done in
      begin(connection, items[i]) { result in
        switch result {
        case .success(let size):
          report.withLock {
            $0.transferred.append(items[i])
            $0.bytes += size
          }
          meter.add(items: 1, bytes: size)
        case .failure(let error):
          // It would be the same with the next one.
          if (error as? FileError)?.isOutOfSpace == true { fatal.set(error) }
          let key = (items[i] as? ObjectID).map(WebRemote.key) ?? "\(items[i])"
          report.withLock { $0.failures.append((items[i], self.named(error, key))) }
          meter.add(items: 1)
        }
        done()
      }
    }
    do {
      try pool.forEach(
        count: items.count, connections: connections(for: items.count), concurrency: Self.depth,
        cancellation: cancellation, fatal: fatal, work)
    } catch {
      throw named(error, "")
    }
    return report.withLock { $0 }
  }

  /// Puts the remote's name, and what it was about, to errors of transport.
  private func named(_ error: any Error, _ key: String) -> any Error {
    (error as? TransportError).map { WebFailure(remote: name, key: key, error: $0) } ?? error
  }

  public func remove(_ ids: [ObjectID], cancellation: Cancellation?) throws -> TransferReport<ObjectID> {
    try transfer(ids, ProgressMeter.silent, cancellation) { connection, id, ended in
      let path = self.path(of: id)
      connection.remove(path) { reply in
        let error = SFTPFailure.of(reply, "remove", path, connection)
        ended(error.map { $0.cause == .notFound ? .success(0) : .failure($0) } ?? .success(0))
      }
    }
  }

  // MARK: Directories

  /// Makes directories and what is above them; those made before are remembered.
  func makeDirectories(_ directories: Set<String>, _ cancellation: Cancellation?) throws {
    let new = directories.subtracting(made.withLock { $0 }).sorted()
    guard !new.isEmpty else { return }
    do { try make(new, cancellation) } catch { throw named(error, "") }
    made.withLock { $0.formUnion(new) }
  }

  private func make(_ new: [String], _ cancellation: Cancellation?) throws {
    try pool.with(cancellation) { connection in
      for parent in Set(new.map(Paths.parent)).sorted() { try makeChain(parent, connection, cancellation) }
      var rest = new[...]
      try connection.run(concurrency: Self.depth, cancellation: cancellation) {
        // What can't be made shows itself when something is put there.
        rest.popFirst().map { path in { done in connection.makeDirectory(path) { _ in done() } } }
      }
    }
  }

  private func makeChain(
    _ path: String, _ connection: SFTPConnection, _ cancellation: Cancellation?
  ) throws {
    guard path != "/", path != ".", !path.isEmpty else { return }
    var isThere = false
    try connection.ask(cancellation, { connection.stat(path, $0) }) {
      if case .attributes = $0 { isThere = true }
    }
    if isThere { return }
    try makeChain(Paths.parent(path), connection, cancellation)
    var failure: TransportError?
    try connection.ask(cancellation, { connection.makeDirectory(path, $0) }) {
      failure = SFTPFailure.of($0, "create the directory", path, connection)
    }
    // Another may have made it meanwhile: that is plain "failure" in this protocol.
    if let failure, failure.cause != .other(Int(SFTPStatus.failure)) { throw failure }
  }
}

extension FileError {
  /// No room, no quota, or nothing may be written at all.
  var isOutOfSpace: Bool { [28, 122, 30].contains(errno) }
}

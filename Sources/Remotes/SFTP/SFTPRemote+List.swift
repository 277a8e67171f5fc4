import Files
import Hashing
import Objects
import Synchronization
import Transport

extension SFTPRemote {
  /// What a question for one object costs, counted in listed names.
  private static let questionInNames = 4

  public func missing(
    _ ids: [ObjectID], progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> [ObjectID] {
    let meter = ProgressMeter(progress, phase: "Querying \(name)", total: ids.count)
    let held = Mutex<Set<ObjectID>>([])
    for (algorithm, part) in Dictionary(grouping: ids, by: \.algorithm) {
      if try listingPays(part, algorithm, cancellation) {
        let shards = Set(part.map { $0.digest[0] }).sorted()
        let wanted = Set(part)
        try forEachObject(algorithm, shards, cancellation) { id in
          if wanted.contains(id) { held.withLock { _ = $0.insert(id) } }
        }
        meter.add(items: part.count)
      } else {
        _ = try transfer(part, meter, cancellation) { connection, id, ended in
          connection.stat(self.path(of: id)) { reply in
            if case .attributes(let attributes) = reply, attributes.isFile {
              held.withLock { _ = $0.insert(id) }
            }
            ended(.success(0))
          }
        }
      }
    }
    meter.finish()
    let there = held.withLock { $0 }
    return ids.filter { !there.contains($0) }
  }

  /// Estimates how much there is from one of the directories asked about.
  private func listingPays(
    _ ids: [ObjectID], _ algorithm: HashAlgorithm, _ cancellation: Cancellation?
  ) throws -> Bool {
    let shards = Set(ids.map { $0.digest[0] })
    guard ids.count > 4 * shards.count, let sample = shards.first else { return false }
    let count = Mutex(0)
    try forEachObject(algorithm, [sample], cancellation) { _ in count.withLock { $0 += 1 } }
    return count.withLock { $0 } * shards.count < ids.count * Self.questionInNames
  }

  public func forEachObject(
    _ algorithm: HashAlgorithm, cancellation: Cancellation?, _ body: (ObjectID) throws -> Void
  ) throws {
    // One directory's names at a time are in memory for each connection.
    let found = Mutex<[ObjectID]>([])
    for start in stride(from: 0, to: 256, by: 16) {
      let shards = (start..<start + 16).map { UInt8($0) }
      try forEachObject(algorithm, shards, cancellation) { id in found.withLock { $0.append(id) } }
      let ids = found.withLock { ids in
        defer { ids.removeAll(keepingCapacity: true) }
        return ids
      }
      for id in ids { try body(id) }
    }
  }

  private func forEachObject(
    _ algorithm: HashAlgorithm, _ shards: [UInt8], _ cancellation: Cancellation?,
    _ body: @escaping @Sendable (ObjectID) -> Void
  ) throws {
    let prefixes = shards.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    let base = base(algorithm)
    let found = try list(prefixes.map { Paths.join(base, $0) }, cancellation) { directory, name, attributes in
      let text = Paths.name(directory) + name
      if attributes.isFile, let id = ObjectID(text, algorithm: algorithm), id.description == text { body(id) }
    }
    if let (_, error) = found.failures.first { throw error }
  }

  /// Calls `body` for every name in the directories; those that aren't there are empty.
  func list(
    _ directories: [String], _ cancellation: Cancellation?,
    _ body: @escaping @Sendable (_ directory: String, _ name: String, SFTPAttributes) -> Void
  ) throws -> TransferReport<String> {
    try transfer(directories, ProgressMeter.silent, cancellation) {
      connection, directory, ended in
      connection.openDirectory(directory) { reply in
        guard case .handle(let handle) = reply else {
          let error = SFTPFailure.error(reply, "list", directory, connection)
          return ended(error.cause == .notFound ? .success(0) : .failure(error))
        }
        func next() {
          connection.readDirectory(handle) { reply in
            switch reply {
            case .names(let names) where !names.isEmpty:
              for (name, attributes) in names where name != "." && name != ".." {
                body(directory, name, attributes)
              }
              next()
            case .status(SFTPStatus.endOfFile, _), .names:
              connection.close(handle)
              ended(.success(0))
            default:
              connection.close(handle)
              ended(.failure(SFTPFailure.error(reply, "list", directory, connection)))
            }
          }
        }
        next()
      }
    }
  }

  // MARK: Plain files

  public func plainFiles(below directory: String) throws -> [String] {
    let root = try inside(self.root, directory)
    var files: [String] = []
    var level = [root]
    // Deeper than any run cache: a link that leads in a circle ends here.
    for _ in 0..<8 where !level.isEmpty {
      let found = Mutex<(files: [String], directories: [String])>(([], []))
      let report = try list(level, nil) { parent, name, attributes in
        // A name with a slash is a server's lie.
        guard !name.contains("/"), !name.hasSuffix(".tmp") else { return }
        let path = Paths.join(parent, name)
        found.withLock {
          if attributes.isDirectory { $0.directories.append(path) } else { $0.files.append(path) }
        }
      }
      if let (_, error) = report.failures.first { throw error }
      let (names, next) = found.withLock { $0 }
      files += names
      level = next
    }
    return files.map { Paths.relative($0, to: self.root) }.sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }

  public func upload(
    plainFiles paths: [String], from source: String, cancellation: Cancellation?
  ) throws -> TransferReport<String> {
    var report = TransferReport<String>()
    let good = allowed(paths, &report)
    let absent = try absentFiles(good.map { Paths.join(root, $0) }, cancellation)
    let wanted = good.filter { absent.contains(Paths.join(root, $0)) }
    report.present = good.filter { !absent.contains(Paths.join(root, $0)) }
    for directory in Set(wanted.map { Paths.parent(Paths.join(root, $0)) }).sorted() {
      try makeDirectories([directory], cancellation)
    }
    let result = try transfer(wanted, ProgressMeter.silent, cancellation) {
      connection, path, ended in
      SFTPUpload(
        connection, from: Paths.join(source, path), to: Paths.join(self.root, path), id: nil, nil,
        syncs: self.syncs, ended: ended
      ).start()
    }
    report.merge(result)
    return report
  }

  private func absentFiles(_ paths: [String], _ cancellation: Cancellation?) throws -> Set<String> {
    let absent = Mutex<Set<String>>([])
    _ = try transfer(paths, ProgressMeter.silent, cancellation) {
      connection, path, ended in
      connection.stat(path) { reply in
        if case .attributes = reply {} else { absent.withLock { _ = $0.insert(path) } }
        ended(.success(0))
      }
    }
    return absent.withLock { $0 }
  }

  public func download(
    plainFiles paths: [String], into target: String, cancellation: Cancellation?
  ) throws -> TransferReport<String> {
    var report = TransferReport<String>()
    var wanted: [String] = []
    for path in allowed(paths, &report) {
      let place = Paths.join(target, path)
      if try FileSystem.info(place) != nil { report.present.append(path) } else { wanted.append(path) }
    }
    let result = try transfer(wanted, ProgressMeter.silent, cancellation) {
      connection, path, ended in
      var bytes: [UInt8] = []
      SFTPDownload(
        connection, Paths.join(self.root, path),
        makeSink: { _ in
          PlainSink { piece in
            if bytes.count + piece.count > Self.plainLimit { throw RemoteError.badPath(path) }
            bytes += piece
          }
        },
        ended: { result in
          ended(
            Result {
              let size = try result.get()
              let place = Paths.join(target, path)
              try FileSystem.makeDirectories(Paths.parent(place))
              try FileSystem.write(bytes, to: place, mode: 0o644, durable: false)
              return size
            })
        }
      ).start()
    }
    report.merge(result)
    return report
  }

  /// Run-cache entries are small texts.
  private static let plainLimit = 64 << 20

  /// Those that stay inside; the others fail.
  private func allowed(_ paths: [String], _ report: inout TransferReport<String>) -> [String] {
    paths.filter { path in
      do {
        _ = try inside("", path)
        return true
      } catch {
        report.failures.append((path, error))
        return false
      }
    }
  }

  /// Names come from the other side: none may lead out of the directory.
  private func inside(_ root: String, _ path: String) throws(RemoteError) -> String {
    if path.isEmpty || path.hasPrefix("/") || Paths.normalize(path) != path || path == ".."
      || path.hasPrefix("../")
    {
      throw .badPath(path)
    }
    return Paths.join(root, path)
  }
}

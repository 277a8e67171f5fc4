import Files
import Objects
import Transport

extension WebRemote {
  public func upload(
    plainFiles paths: [String], from root: String, cancellation: Cancellation?
  ) throws -> TransferReport<String> {
    var report = TransferReport<String>()
    var wanted: [String] = []
    for path in paths {
      if let error = Self.problem(path) { report.failures.append((path, error)) } else { wanted.append(path) }
    }
    let present = try there(wanted, cancellation)
    report.present = wanted.filter(present.contains)
    wanted = wanted.filter { !present.contains($0) }
    if wanted.isEmpty { return report }
    try named {
      try dialect.makeReady(for: wanted, over: line(cancellation))
      var next = 0
      try client.run(concurrency: jobs, cancellation: cancellation) { [self] in
        while next < wanted.count {
          let path = wanted[next]
          next += 1
          do {
            let bytes = try FileSystem.read(Paths.join(root, path))
            let object = WebObject(key: path, size: Int64(bytes.count), md5: nil)
            return UploadTransfer(dialect, object, .bytes(bytes)) { outcome in
              switch outcome {
              case .success:
                report.transferred.append(path)
                report.bytes += Int64(bytes.count)
              case .failure(let error): report.failures.append((path, try self.ended(error, path)))
              }
            }
          } catch {
            report.failures.append((path, try ended(error, path)))
          }
        }
        return nil
      }
    }
    report.transferred.sort()
    return report
  }

  /// Which of some plain files are on the remote.
  private func there(_ paths: [String], _ cancellation: Cancellation?) throws -> Set<String> {
    if dialect.canList {
      let tops = Set(paths.map { String($0.prefix { $0 != "/" }) })
      return Set(try tops.flatMap { try plainFiles(below: $0) })
    }
    var there: Set<String> = []
    try named {
      try line(cancellation).send(paths, dialect, { [dialect] in dialect.ask($0) }) { path, outcome in
        if try outcome.get().isSuccess { there.insert(path) }
      }
    }
    return there
  }

  public func download(
    plainFiles paths: [String], into root: String, cancellation: Cancellation?
  ) throws -> TransferReport<String> {
    var report = TransferReport<String>()
    var wanted: [String] = []
    for path in paths {
      if let error = Self.problem(path) {
        report.failures.append((path, error))
      } else if try FileSystem.info(Paths.join(root, path)) != nil {
        report.present.append(path)
      } else {
        wanted.append(path)
      }
    }
    try named {
      try line(cancellation).send(wanted, dialect, { [dialect] in dialect.get($0, range: nil) }) {
        [self] path, outcome in
        do {
          let response = try outcome.get()
          guard response.isSuccess else { throw dialect.failure(response, method: "GET") }
          let target = Paths.join(root, path)
          try FileSystem.makeDirectories(Paths.parent(target))
          try FileSystem.write(response.body, to: target)
          report.transferred.append(path)
          report.bytes += Int64(response.body.count)
        } catch {
          report.failures.append((path, try ended(error, path)))
        }
      }
    }
    let order = Dictionary(uniqueKeysWithValues: Set(paths).map { ($0, paths.firstIndex(of: $0) ?? 0) })
    report.transferred.sort { (order[$0] ?? 0) < (order[$1] ?? 0) }
    return report
  }

  /// Names come from the other side: none may lead out of the directory.
  private static func problem(_ path: String) -> RemoteError? {
    path.isEmpty || path.hasPrefix("/") || Paths.normalize(path) != path || path == ".."
      || path.hasPrefix("../")
      ? .badPath(path) : nil
  }
}

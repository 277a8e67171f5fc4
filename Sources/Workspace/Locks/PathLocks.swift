import Documents
import Files

/// Which paths running stages read and write, shared with the peer: `.dvc/tmp/rwlock`, JSON guarded by a flock
/// (formats §1.2). Needed where the repository lock is let go: while a stage's command runs.
public final class PathLocks {
  private let path: String
  private let me: Mapping
  private let pid: Int
  private let usesLinks: Bool

  init(temporaryDirectory: String, environment: Environment, usesLinks: Bool) {
    self.usesLinks = usesLinks
    path = Paths.join(temporaryDirectory, "rwlock")
    pid = Int(environment.processID)
    var me = Mapping()
    me["pid"] = .int(pid)
    me["cmd"] = .string(environment.commandLine)
    self.me = me
  }

  /// Registers absolute paths. Paths that overlap with a living process's are refused: a writer excludes everyone, a
  /// reader excludes writers. Entries of dead processes are dropped.
  /// - Throws: ``WorkspaceError/busy(path:holders:)``
  public func acquire(reads: [String], writes: [String]) throws {
    try edit { locks in
      for path in writes { try refuse(path, locks, readersToo: true) }
      for path in reads { try refuse(path, locks, readersToo: false) }
      for path in reads { locks.reads[path, default: []].append(me) }
      for path in writes { locks.writes[path] = me }
    }
  }

  /// Takes back what ``acquire(reads:writes:)`` registered.
  public func release(reads: [String], writes: [String]) throws {
    try edit { locks in
      for path in reads {
        if let mine = locks.reads[path]?.lastIndex(of: me) { locks.reads[path]?.remove(at: mine) }
        if locks.reads[path]?.isEmpty == true { locks.reads[path] = nil }
      }
      for path in writes where locks.writes[path] == me { locks.writes[path] = nil }
    }
  }

  /// Only looks: for commands that keep the repository lock all the time.
  public func check(reads: [String], writes: [String]) throws {
    guard let bytes = try FileSystem.readIfPresent(path), !bytes.isEmpty else { return }
    let locks = Locks(bytes)
    for path in writes { try refuse(path, locks, readersToo: true) }
    for path in reads { try refuse(path, locks, readersToo: false) }
  }

  private func refuse(_ path: String, _ locks: Locks, readersToo: Bool) throws {
    var holders: [(pid: Int, command: String)] = []
    func consider(_ other: String, _ holder: Mapping) {
      guard other == path || Paths.isInside(other, path) || Paths.isInside(path, other), holder != me,
        let pid = holder["pid"]?.int, let known = Int32(exactly: pid), known > 0, ChildProcess.isAlive(known)
      else { return }
      holders.append((pid, holder["cmd"]?.string ?? ""))
    }
    for (other, holder) in locks.writes { consider(other, holder) }
    if readersToo { for (other, all) in locks.reads { for holder in all { consider(other, holder) } } }
    if !holders.isEmpty {
      throw WorkspaceError.busy(
        path: path, holders: holders.sorted { $0.pid < $1.pid }, lockFile: self.path)
    }
  }

  private func edit(_ body: (inout Locks) throws -> Void) throws {
    try FileSystem.makeDirectories(Paths.parent(path))
    let guardian = try ProcessLock.acquire(path + ".lock", usesLinks: usesLinks) { failures in
      FileLock.pause(milliseconds: 10)
      return failures < 1000
    }
    defer { guardian?.release() }
    guard guardian != nil else { throw WorkspaceError.locked(path: path, owner: nil) }
    var locks = Locks(try FileSystem.readIfPresent(path) ?? [])
    try body(&locks)
    try FileSystem.write(JSON.bytes(of: locks.value), to: path, durable: false, followLinks: false)
  }
}

/// The file's content. Damage reads as no locks, as for the peer.
private struct Locks {
  var reads: [String: [Mapping]] = [:]
  var writes: [String: Mapping] = [:]

  init(_ bytes: [UInt8]) {
    guard !bytes.isEmpty, let top = (try? JSON.load(bytes))?.map else { return }
    for entry in top["read"]?.map?.entries ?? [] {
      if let path = entry.key.string { reads[path] = entry.value.list?.compactMap(\.map) ?? [] }
    }
    for entry in top["write"]?.map?.entries ?? [] {
      if let path = entry.key.string { writes[path] = entry.value.map }
    }
  }

  var value: Value {
    func mapping(_ pairs: [(String, Value)]) -> Value {
      var mapping = Mapping()
      for (key, value) in pairs.sorted(by: { $0.0 < $1.0 }) { mapping[key] = value }
      return .map(mapping)
    }
    return [
      "read": mapping(reads.map { ($0.key, .list($0.value.map(Value.map))) }),
      "write": mapping(writes.map { ($0.key, .map($0.value)) }),
    ]
  }
}

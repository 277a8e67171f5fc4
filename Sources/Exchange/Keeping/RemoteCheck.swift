import Files
import Hashing
import Objects
import Remotes
import Workspace

/// Compares what a remote holds with what its names promise: by its listing alone where the server tells md5s, by
/// reading where it doesn't or is to be doubted.
public struct RemoteCheck {
  /// What came of a check.
  public struct Report: Sendable {
    /// Objects that the remote lists.
    public var listed = 0
    /// Of those, how many were read.
    public var read = 0
    /// Of those, how many nothing vouches for but their size: the server tells no md5 of them.
    public var unverified = 0
    public var findings: [CacheCheck.Finding] = []
    /// What kept objects from being replaced.
    public var failures: [any Error] = []

    public init() {}
    public var isSound: Bool { findings.allSatisfy(\.isRepaired) }
  }

  private static let batch = 256

  let repository: Repository
  let remote: any Remote

  public init(repository: Repository, remote: any Remote) {
    self.repository = repository
    self.remote = remote
  }

  /// - Parameters:
  ///   - wanted: what should be there.
  ///   - readsAll: read every object, whatever the listing says.
  public func check(_ wanted: [ObjectID], readsAll: Bool) throws -> Report {
    let store = try repository.store
    var report = Report()
    var listed: [ObjectID: ListedObject] = [:]
    if !remote.canList {
      // Who can't list is asked for what should be there.
      let absent = Set(
        try remote.missing(wanted, progress: repository.progress, cancellation: repository.cancellation))
      for id in wanted where !absent.contains(id) { listed[id] = ListedObject(id: id) }
    }
    for algorithm in Collector.algorithms(of: repository) where remote.canList {
      try remote.forEachListed(algorithm, cancellation: repository.cancellation) { listed[$0.id] = $0 }
    }
    report.listed = listed.count
    var doubtful: [ObjectID] = []
    var known: [ObjectID] = []
    for (id, object) in listed {
      try repository.cancellation.check()
      if readsAll {
        doubtful.append(id)
        continue
      }
      switch try judge(object, store) {
      case .good: continue
      case .unknown: known.append(id)
      case .bad: doubtful.append(id)
      }
    }
    report.unverified = known.count
    doubtful.sort()
    // A server whose tags are no md5s doubts everything: some are read to find out.
    if !readsAll, doubtful.count > 8, try read(Array(doubtful.prefix(8)), &report).isEmpty {
      report.unverified += doubtful.count - 8
      doubtful = []
    }
    let faults = try read(doubtful, &report)
    var findings = faults.map { CacheCheck.Finding(id: $0.id, fault: $0.fault) }
    var seen: Set<ObjectID> = []
    for id in wanted where listed[id] == nil && seen.insert(id).inserted {
      findings.append(CacheCheck.Finding(id: id, fault: .missing))
    }
    report.findings = findings
    return report
  }

  /// Uploads good copies of what the cache has.
  public func repair(_ report: inout Report) throws {
    let store = try repository.store
    let have = try report.findings.indices.filter { try store.contains(report.findings[$0].id) }
    // What a directory needs first, as ever.
    for isTree in [false, true] {
      let ids = have.map { report.findings[$0].id }.filter { $0.isTree == isTree }
      if ids.isEmpty { continue }
      let wrong = have.filter { if case .missing = report.findings[$0].fault { false } else { true } }
        .map { report.findings[$0].id }.filter { $0.isTree == isTree }
      // Only bytes that are right may take the place of others.
      let faults = try store.verify(ids, cancellation: repository.cancellation)
      let bad = Set(faults.map(\.id))
      for case .unreadable(let error) in faults.map(\.fault) { report.failures.append(error) }
      if !wrong.isEmpty {
        _ = try remote.remove(wrong.filter { !bad.contains($0) }, cancellation: repository.cancellation)
      }
      let sent = try remote.upload(
        ids.filter { !bad.contains($0) }, from: store, progress: repository.progress,
        cancellation: repository.cancellation)
      report.failures += sent.failures.map(\.error)
      let there = Set(sent.transferred + sent.present)
      for i in have where there.contains(report.findings[i].id) {
        report.findings[i].isRepaired = true
        report.findings[i].source = "the cache"
      }
    }
  }

  // MARK: - By the listing

  private enum Verdict { case good, bad, unknown }

  private func judge(_ object: ListedObject, _ store: ObjectStore) throws -> Verdict {
    let own = try store.validInfo(object.id)
    if let size = object.size, let own, own.size != size { return .bad }
    guard object.id.algorithm == .md5, let tag = object.tag?.lowercased() else { return .unknown }
    if tag == object.id.hex { return .good }
    let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let count = Int(parts[1]) else { return .bad }
    guard let own else { return .unknown }
    let size = own.size
    for partSize in CompositeTag.partSizes(size: size, parts: count) {
      if try CompositeTag.tag(of: object.id, in: store, partSize: partSize) == tag { return .good }
    }
    return .unknown
  }

  // MARK: - By reading

  /// Reads objects by way of a store beside the cache that is emptied again.
  private func read(
    _ ids: [ObjectID], _ report: inout Report
  ) throws -> [(id: ObjectID, fault: ObjectFault)] {
    var faults: [(id: ObjectID, fault: ObjectFault)] = []
    try FileSystem.makeDirectories(repository.privateDirectory)
    for start in stride(from: 0, to: ids.count, by: Self.batch) {
      let some = Array(ids[start..<min(start + Self.batch, ids.count)])
      let place = try FileSystem.makeTemporaryDirectory(in: repository.privateDirectory, prefix: "read-")
      defer { _ = try? FileSystem.removeTree(place) }
      let target = ObjectStore(
        root: place, settings: StoreSettings(linkTypes: [.copy], durability: .none))
      let came = try remote.download(
        some, into: target, progress: repository.progress, cancellation: repository.cancellation)
      report.read += some.count
      for (id, error) in came.failures {
        switch error {
        case StoreError.corrupt(_, let found, _): faults.append((id, .corrupt(found: found)))
        case StoreError.missing: faults.append((id, .missing))
        default: faults.append((id, .unreadable(error)))
        }
      }
      for id in came.transferred where id.isTree {
        do {
          _ = try target.tree(id)
        } catch StoreError.badTree(_, let error) {
          faults.append((id, .badTree(error)))
        }
      }
    }
    return faults
  }
}

/// The tag of an object that was uploaded in parts: the md5 of its parts' md5s, and their number.
enum CompositeTag {
  /// Sizes of parts that programs use, as far as they give that number of parts.
  static func partSizes(size: Int64, parts: Int) -> [Int64] {
    let megabytes: [Int64] = [16, 8, 50, 5, 10, 15, 20, 25, 32, 64, 100, 128, 256, 512]
    return megabytes.map { $0 << 20 }.filter { parts > 0 && (size + $0 - 1) / $0 == Int64(parts) }
  }

  static func tag(of id: ObjectID, in store: ObjectStore, partSize: Int64) throws -> String {
    var digests: [UInt8] = []
    var part = StreamingHash(.md5, expectedBytes: partSize)
    var filled: Int64 = 0
    var parts = 0
    func end() {
      let digest = part.finish()
      digests += (0..<16).map { digest[$0] }
      parts += 1
      part = StreamingHash(.md5, expectedBytes: partSize)
      filled = 0
    }
    try store.readPieces(of: id) { piece in
      var rest = piece[...]
      while !rest.isEmpty {
        let some = rest.prefix(Int(min(partSize - filled, Int64(rest.count))))
        part.update(UnsafeRawBufferPointer(rebasing: some))
        filled += Int64(some.count)
        rest = rest.dropFirst(some.count)
        if filled == partSize { end() }
      }
    }
    if filled > 0 { end() }
    return Hash.digest(digests).hex(byteCount: 16) + "-\(parts)"
  }
}

import Files
import Hashing
import Objects
import Transport

extension WebRemote {
  /// Fewer ids than this are asked about one by one, whatever the remote.
  private static let few = 16
  /// Names that a listing gives in the time of one question.
  private static let namesPerQuestion = 50
  private static let pageSize = 1000
  /// From so many on some are asked about first, where each costs a request.
  private static let many = 1024
  private static let firstOnes = 32
  private static let spread = 64

  /// A server that can't list, and has none of a sample, is taken to have none: a question costs nearly as much as a
  /// small object. The first ones are in the sample: an upload that was broken off left them.
  public func missingForUpload(
    _ ids: [ObjectID], progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> [ObjectID] {
    guard !dialect.canList, ids.count >= Self.many else {
      return try missing(ids, progress: progress, cancellation: cancellation)
    }
    let spread = stride(from: Self.firstOnes, to: ids.count, by: ids.count / Self.spread).map { ids[$0] }
    let asked = ids.prefix(Self.firstOnes) + spread
    let meter = ProgressMeter(progress, phase: "Querying \(name)", total: ids.count)
    let isEmpty = try named { try ask(Array(asked), meter, cancellation).isEmpty }
    guard isEmpty else { return try missing(ids, progress: progress, cancellation: cancellation) }
    meter.finish()
    known.withLock {
      $0.asked.formUnion(ids)
      $0.absent.formUnion(ids)
    }
    return ids
  }

  public func missing(
    _ ids: [ObjectID], progress: (any ProgressSink)?, cancellation: Cancellation?
  ) throws -> [ObjectID] {
    if ids.isEmpty { return [] }
    let meter = ProgressMeter(progress, phase: "Querying \(name)", total: ids.count)
    var present: Set<ObjectID> = []
    try named {
      for (algorithm, part) in Dictionary(grouping: ids, by: \.algorithm) {
        if dialect.canList, part.count >= Self.few {
          present.formUnion(try find(part, algorithm, meter, cancellation))
        } else {
          present.formUnion(try ask(part, meter, cancellation))
        }
      }
    }
    meter.finish()
    let absent = ids.filter { !present.contains($0) }
    known.withLock {
      $0.asked.formUnion(ids)
      $0.absent.subtract(ids)
      $0.absent.formUnion(absent)
    }
    return absent
  }

  /// One question for each.
  private func ask(
    _ ids: [ObjectID], _ meter: ProgressMeter, _ cancellation: Cancellation?
  ) throws -> Set<ObjectID> {
    var present: Set<ObjectID> = []
    try line(cancellation).send(ids, dialect, { [dialect] in dialect.ask(Self.key($0)) }) {
      [self] id, outcome in
      do {
        let response = try outcome.get()
        if response.isSuccess {
          present.insert(id)
        } else if response.status != 404 && response.status != 410 {
          throw dialect.failure(response, method: "HEAD")
        }
        meter.add(items: 1)
      } catch let error as TransportError {
        throw WebFailure(remote: name, key: Self.key(id), error: error)
      }
    }
    if dialect.mayLie, !present.isEmpty { try checkHonesty(cancellation) }
    return present
  }

  /// A server that answers everything with a page of its own (a login, "not found" with 200) holds nothing.
  private func checkHonesty(_ cancellation: Cancellation?) throws {
    let strange = ObjectID(Hash.digest("no object ever had this name: \(name)"))
    let key = Self.key(strange)
    var request = dialect.ask(key)
    try dialect.prepare(&request, attempt: 1)
    let response = try client.send(request, cancellation: cancellation)
    guard response.isSuccess else { return }
    throw WebFailure(
      remote: name, key: key,
      error: TransportError(
        .badAnswer, method: request.method, url: request.url,
        message: "the server says that it has an object that cannot exist", status: response.status))
  }

  /// By listing where that is cheaper.
  private func find(
    _ ids: [ObjectID], _ algorithm: HashAlgorithm, _ meter: ProgressMeter, _ cancellation: Cancellation?
  ) throws -> Set<ObjectID> {
    let line = line(cancellation)
    let root = Self.directory(algorithm)
    let byShard = Dictionary(grouping: ids) { $0.digest[0] }
    var shards = byShard.keys.sorted()
    var held: Set<ObjectID> = []
    func take(_ entries: [WebEntry]) {
      for entry in entries { if let id = Self.id(entry.key, algorithm) { held.insert(id) } }
    }
    // In the root of a remote lies more than the objects of DVC 2.x.
    if !root.isEmpty {
      let top = try page(String(root.dropLast()), line)
      take(top.entries)
      if dialect.listsDeep {
        if top.next == nil { return held.intersection(ids) }
      } else {
        let there = Set(top.entries.filter(\.isDirectory).map(\.key))
        shards = shards.filter { there.contains(root + Self.hex($0)) }
      }
    }
    guard let first = shards.first else { return [] }
    let left = shards.reduce(0) { $0 + (byShard[$1]?.count ?? 0) }
    // One directory tells how large the others are.
    let sample = try page(root + Self.hex(first), line)
    let names = sample.entries.count * (sample.next == nil ? 1 : 4)
    let pages = shards.count * (1 + names / Self.pageSize)
    if pages + names * shards.count / Self.namesPerQuestion > left {
      return try ask(shards.flatMap { byShard[$0] ?? [] }, meter, cancellation)
    }
    held.removeAll()
    try list(shards.map { root + Self.hex($0) }, isDeep: false, line) {
      take($0)
      meter.add(items: $0.count)
    }
    return held.intersection(ids)
  }

  static func hex(_ shard: UInt8) -> String {
    let digits = String(shard, radix: 16)
    return shard < 16 ? "0" + digits : digits
  }
}

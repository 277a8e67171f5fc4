import Files
import Hashing
import Manifests
import Objects
import Workspace

/// A file or directory of another repository, as yet unread.
public struct SourceContents {
  enum Content {
    /// Tracked data.
    case object(ObjectID, ObjectSupply?)
    /// A file of the source's tree, read through it.
    case read(String)
    /// A file on this machine.
    case file(String)
  }

  struct Member {
    /// Relative to the directory; `""` for a single file.
    let path: String
    let content: Content
  }

  let source: SourceRepository
  let path: String
  public internal(set) var isDirectory = false
  /// The tracked directory or file that is meant as a whole.
  var whole: ObjectID?
  var size: Int?
  var supply: ObjectSupply?
  var members: [Member] = []
  /// Outputs that were added, so that the walk passes them by.
  var covered: Set<String> = []

  init(source: SourceRepository, path: String) {
    self.source = source
    self.path = path
  }

  func object(_ id: ObjectID) -> Content { .object(id, supply) }

  /// Its files, those of a tracked directory among them.
  func expanded(_ store: ObjectStore) throws -> [Member] {
    guard isDirectory, let whole, whole.isTree else { return members }
    guard let tree = try supply?.tree(whole, beside: store) else {
      throw ImportError.dataMissing(path: path, count: 1)
    }
    return (0..<tree.count).map { Member(path: tree.path($0), content: object(tree.id($0))) }
  }

  /// Puts everything into a store.
  /// - Parameter algorithm: what the objects are called by; those of other kinds are stored again.
  /// - Returns: what a pointer says of it, and how many files were brought that the store lacked.
  /// - Throws: ``ImportError/dataMissing(path:count:)``, ``ImportError/unsafePath(_:)``, `StoreError`, `FileError`.
  public func store(
    in store: ObjectStore, algorithm: HashAlgorithm
  ) throws -> (record: DataRecord, brought: Int) {
    if let whole, whole.isTree, whole.algorithm == algorithm { return try storeWhole(whole, in: store) }
    let members = try expanded(store)
    for member in members { try Self.check(member.path) }
    let brought = try bring(members, into: store)
    var digests: [Digest] = []
    digests.reserveCapacity(members.count)
    var total: Int64 = 0
    var count = brought
    for member in members {
      let (digest, size, isNew) = try stored(member, in: store, algorithm)
      digests.append(digest)
      total += size
      if isNew { count += 1 }
    }
    guard isDirectory else {
      guard let digest = digests.first else { throw ImportError.notFound(path: path) }
      return (DataRecord(ObjectID(digest, algorithm: algorithm), size: Int(total)), count)
    }
    let tree = try Self.tree(members, digests, algorithm)
    return (DataRecord(try store.store(tree), size: Int(total), fileCount: tree.count), count)
  }

  /// The id that ``store(in:algorithm:)`` would make, learned without bringing data.
  /// - Parameter store: for directory objects on the way.
  public func identity(_ store: ObjectStore, algorithm: HashAlgorithm) throws -> ObjectID {
    if let whole, whole.algorithm == algorithm { return whole }
    let members = try expanded(store)
    var digests: [Digest] = []
    for member in members {
      switch member.content {
      case .object(let id, let supply):
        if id.algorithm == algorithm {
          digests.append(id.digest)
        } else {
          guard try supply?.bring([id], into: store).isEmpty == true else {
            throw ImportError.dataMissing(path: path, count: 1)
          }
          digests.append(Hash.digest(try store.read(id), algorithm))
        }
      case .read(let path): digests.append(Hash.digest(try source.tree.read(path) ?? [], algorithm))
      case .file(let path):
        guard let info = try FileSystem.info(path) else { throw FileError("read", path, errno: 2) }
        digests.append(try ObjectStore.hash(file: path, info: info, algorithm: algorithm).digest)
      }
    }
    if !isDirectory, let digest = digests.first { return ObjectID(digest, algorithm: algorithm) }
    return try Self.tree(members, digests, algorithm).object().id
  }

  /// Where the source's remote has it.
  /// - Throws: ``ImportError/notTracked(path:)``, `ConfigError`.
  public func remoteURL() throws -> String {
    if let whole, let supply { return try supply.url(of: whole) }
    if !isDirectory, case .object(let id, let supply?)? = members.first?.content {
      return try supply.url(of: id)
    }
    throw ImportError.notTracked(path: path)
  }

  // MARK: Bringing

  /// A tracked directory as it is: its object says everything.
  private func storeWhole(_ id: ObjectID, in store: ObjectStore) throws -> (DataRecord, Int) {
    guard let tree = try source.directory(id, supply, store) else {
      throw supply?.missing(id) ?? .dataMissing(path: path, count: 1)
    }
    var ids: [ObjectID] = []
    ids.reserveCapacity(tree.count)
    for index in 0..<tree.count {
      try Self.check(tree.path(index))
      ids.append(tree.id(index))
    }
    let lacking = Set(try store.missing(unique(ids), cancellation: source.opener.cancellation))
    if !lacking.isEmpty {
      let missing = try supply?.bring(Array(lacking), into: store) ?? Array(lacking)
      if !missing.isEmpty { throw ImportError.dataMissing(path: path, count: missing.count) }
    }
    var size = self.size
    if size == nil { size = try ids.reduce(0) { $0 + Int(try store.validInfo($1)?.size ?? 0) } }
    let brought = ids.reduce(0) { $0 + (lacking.contains($1) ? 1 : 0) }
    return (DataRecord(id, size: size, fileCount: tree.count), brought)
  }

  private func bring(_ members: [Member], into store: ObjectStore) throws -> Int {
    var groups: [ObjectIdentifier: (supply: ObjectSupply, ids: [ObjectID])] = [:]
    for member in members {
      guard case .object(let id, let supply?) = member.content else { continue }
      groups[ObjectIdentifier(supply), default: (supply, [])].ids.append(id)
    }
    var count = 0
    for (supply, ids) in groups.values {
      let lacking = Set(try store.missing(unique(ids), cancellation: source.opener.cancellation))
      if lacking.isEmpty { continue }
      let missing = try supply.bring(Array(lacking), into: store)
      if !missing.isEmpty { throw ImportError.dataMissing(path: path, count: missing.count) }
      count += ids.reduce(0) { $0 + (lacking.contains($1) ? 1 : 0) }
    }
    return count
  }

  private func stored(
    _ member: Member, in store: ObjectStore, _ algorithm: HashAlgorithm
  ) throws -> (digest: Digest, size: Int64, isNew: Bool) {
    func put(_ file: String) throws -> (Digest, Int64) {
      guard let info = try FileSystem.info(file) else { throw FileError("read", file, errno: 2) }
      let stored = try store.store(file: file, info: info, algorithm: algorithm)
      return (stored.id.digest, stored.info.size)
    }
    switch member.content {
    case .object(let id, _):
      if id.algorithm != algorithm {
        let (digest, size) = try put(store.path(of: id))
        return (digest, size, false)
      }
      return (id.digest, try store.validInfo(id)?.size ?? 0, false)
    case .read(let path):
      guard let bytes = try source.tree.read(path) else { throw ImportError.notFound(path: path) }
      let id = ObjectID(Hash.digest(bytes, algorithm), algorithm: algorithm)
      let isNew = try !store.contains(id)
      if isNew { try store.store(bytes: bytes, algorithm: algorithm) }
      return (id.digest, Int64(bytes.count), isNew)
    case .file(let path):
      let (digest, size) = try put(path)
      return (digest, size, true)
    }
  }

  private static func tree(
    _ members: [Member], _ digests: [Digest], _ algorithm: HashAlgorithm
  ) throws -> Tree {
    var builder = TreeBuilder(algorithm: algorithm, expectedEntries: members.count)
    let order = members.indices.sorted {
      members[$0].path.utf8.lexicographicallyPrecedes(members[$1].path.utf8)
    }
    for index in order { try builder.append(members[index].path, digests[index]) }
    return try builder.finish()
  }

  /// Names come from a stranger: none may lead out of the directory, or make a repository out of it, whose
  /// configuration git would obey.
  private static func check(_ path: String) throws {
    for part in path.split(separator: "/")
    where part == ".." || part == "." || part.lowercased() == ".git" {
      throw ImportError.unsafePath(path)
    }
  }
}

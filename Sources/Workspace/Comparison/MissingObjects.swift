import Hashing
import Objects

/// Which recorded objects the cache lacks.
public struct MissingObjects {
  private let repository: Repository
  private let source: MemberSource

  public init(_ repository: Repository, _ source: MemberSource) {
    self.repository = repository
    self.source = source
  }

  /// Paths whose objects are missing, in path order of the outputs; members follow their directory.
  /// - Parameter granular: also the members of directories.
  public func paths(of data: TrackedData, granular: Bool) throws -> [(path: String, id: ObjectID)] {
    var found: [(path: String, id: ObjectID)] = []
    for item in data.items {
      guard let id = item.id else { continue }
      if !id.isTree || !granular {
        if item.only == nil, try !repository.store.contains(id) { found.append((item.path, id)) }
        continue
      }
      if try repository.completeTrees.isComplete(id, cancellation: repository.cancellation) { continue }
      if item.only == nil, try !repository.store.contains(id) { found.append((item.path, id)) }
      guard let members = try source.members(of: item) else { continue }
      let meant = (0..<members.count).filter { item.includes(members, $0) }
      let missing = Set(
        try repository.store.missing(meant.map { members.id($0) }, cancellation: repository.cancellation))
      if missing.isEmpty { continue }
      for index in meant where missing.contains(members.id(index)) {
        found.append((item.path + "/" + members.path(index), members.id(index)))
      }
    }
    return found
  }

  /// The same for any other place of objects.
  /// - Parameter missing: those of the given ids that the place lacks; asked once for each remote of outputs.
  public func paths(
    of data: TrackedData, granular: Bool, missing: (_ ids: [ObjectID], _ remote: String?) throws -> [ObjectID]
  ) throws -> [(path: String, id: ObjectID)] {
    var asked: [String?: [(path: String, id: ObjectID)]] = [:]
    for item in data.items where item.isPushed {
      guard let id = item.id else { continue }
      if item.only == nil { asked[item.remote, default: []].append((item.path, id)) }
      guard granular, let members = try source.members(of: item) else { continue }
      for index in 0..<members.count where item.includes(members, index) {
        asked[item.remote, default: []].append((item.path + "/" + members.path(index), members.id(index)))
      }
    }
    var found: [(path: String, id: ObjectID)] = []
    for (remote, paths) in asked {
      var seen: Set<ObjectID> = []
      let lacking = Set(try missing(paths.map(\.id).filter { seen.insert($0).inserted }, remote))
      found += paths.filter { lacking.contains($0.id) }
    }
    return found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}

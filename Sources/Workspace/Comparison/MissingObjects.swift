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
}

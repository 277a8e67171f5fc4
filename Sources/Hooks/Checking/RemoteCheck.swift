import Exchange
import Files
import Hashing
import Manifests
import Objects
import Remotes
import Workspace

/// Whether remotes have what commits name, members of directories too. Needs no data here: directory objects are
/// read from the remote (and kept in the cache, where they help the next time).
public struct RemoteCheck {
  let repository: Repository
  /// Objects in the cache count as there.
  let acceptsCache: Bool
  public private(set) var objects = 0

  public init(_ repository: Repository, acceptsCache: Bool) {
    self.repository = repository
    self.acceptsCache = acceptsCache
  }

  public mutating func run(_ data: PushedData, remoteName: String?) throws -> [Problem] {
    var problems: [Problem] = []
    let wishes = data.wishes(root: repository.root)
    for own in wishes.byRemote.keys.sorted(by: { ($0 ?? "") < ($1 ?? "") }) {
      let list = wishes.byRemote[own] ?? []
      let remote: any Remote
      do {
        remote = try RemoteFactory(repository: repository, jobs: nil).remote(own ?? remoteName, for: list)
      } catch is ConfigError {
        problems += list.compactMap { problem($0.id, [$0.id], $0.path, nil, data) }
        continue
      }
      problems += try check(list, remote, data)
    }
    return problems
  }

  private mutating func check(
    _ list: [Wishes.Wish], _ remote: any Remote, _ data: PushedData
  ) throws -> [Problem] {
    let store = try repository.store
    let trees = list.filter { $0.id.isTree }.map(\.id)
    _ = try Fetcher(repository: repository, remote: remote).fetchTrees(trees)
    var asked: [ObjectID] = []
    var seen: Set<ObjectID> = []
    var members: [ObjectID: [ObjectID]] = [:]
    for wish in list {
      if seen.insert(wish.id).inserted { asked.append(wish.id) }
      guard wish.id.isTree, try store.contains(wish.id) else { continue }
      let tree = try store.tree(wish.id)
      members[wish.id] = (0..<tree.count).map { tree.id($0) }
      for id in members[wish.id] ?? [] where seen.insert(id).inserted { asked.append(id) }
    }
    objects += asked.count
    if asked.isEmpty { return [] }
    var missing = try remote.missing(
      asked, progress: repository.progress, cancellation: repository.cancellation)
    if acceptsCache, !missing.isEmpty {
      missing = try store.missing(missing, cancellation: repository.cancellation)
    }
    let absent = Set(missing)
    if absent.isEmpty { return [] }
    return list.compactMap { wish in
      let lost = ([wish.id] + (members[wish.id] ?? [])).filter(absent.contains)
      return lost.isEmpty ? nil : problem(wish.id, lost, wish.path, remote.name, data)
    }
  }

  private func problem(
    _ id: ObjectID, _ lost: [ObjectID], _ path: String, _ remote: String?, _ data: PushedData
  ) -> Problem? {
    guard let origin = data.origin(of: id) else { return nil }
    return Problem(
      .objects(path: path, missing: lost, remote: remote), file: origin.file, commit: origin.commit)
  }
}

import Files
import Hashing
import Objects

/// Compares two sides of tracked data: outputs by path, directories that differ by a merge of their members.
public struct Comparison {
  public struct Result: Sendable {
    /// In path order, renames not yet paired.
    public var changes: [PathChange] = []
    /// Paths that are the same on both sides, when asked for; `id` of the new side.
    public var unchanged: [(path: String, id: ObjectID?)] = []
  }

  private let source: MemberSource
  private let granular: Bool
  private let keepsUnchanged: Bool
  private let tellsUnknown: Bool
  private var result = Result()

  /// - Parameters:
  ///   - granular: also the members of directories.
  ///   - keepsUnchanged: also what is the same.
  ///   - tellsUnknown: members of a directory that had another content nobody knows are told as unknown.
  public init(
    _ source: MemberSource, granular: Bool, keepsUnchanged: Bool = false, tellsUnknown: Bool = false
  ) {
    self.source = source
    self.granular = granular
    self.keepsUnchanged = keepsUnchanged
    self.tellsUnknown = tellsUnknown
  }

  public static func run(
    _ source: MemberSource, from old: TrackedData, to new: TrackedData, granular: Bool,
    keepsUnchanged: Bool = false, tellsUnknown: Bool = false
  ) throws -> Result {
    var comparison = Comparison(
      source, granular: granular, keepsUnchanged: keepsUnchanged, tellsUnknown: tellsUnknown)
    return try comparison.run(old.items, new.items)
  }

  private mutating func run(_ old: [TrackedData.Item], _ new: [TrackedData.Item]) throws -> Result {
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if j == new.count || i < old.count && old[i].path.utf8.lexicographicallyPrecedes(new[j].path.utf8) {
        try only(old[i], .deleted)
        i += 1
      } else if i == old.count || new[j].path.utf8.lexicographicallyPrecedes(old[i].path.utf8) {
        try only(new[j], .added)
        j += 1
      } else {
        try both(old[i], new[j])
        i += 1
        j += 1
      }
    }
    result.changes.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    foldDoubles()
    if granular { markTurns() }
    return result
  }

  /// A path that one side has as an output and the other as a member of one is told twice: once suffices.
  private mutating func foldDoubles() {
    var folded: [PathChange] = []
    folded.reserveCapacity(result.changes.count)
    for change in result.changes {
      guard let last = folded.last, last.path == change.path, last.kind != change.kind else {
        folded.append(change)
        continue
      }
      let (old, new) = (last.old ?? change.old, last.new ?? change.new)
      folded.removeLast()
      if old != new { folded.append(PathChange(.modified, change.path, old: old, new: new)) }
    }
    result.changes = folded
  }

  /// Finds files that became directories, and the other way round: all below them came, or went.
  private mutating func markTurns() {
    let kinds = Set(result.changes.map(\.kind))
    guard kinds.contains(.added), kinds.contains(.deleted) else { return }
    for place in result.changes.indices {
      let change = result.changes[place]
      guard change.kind == .deleted || change.kind == .added, (change.old ?? change.new)?.isTree == false
      else {
        continue
      }
      let inside = change.path + "/"
      var (low, high) = (place + 1, result.changes.count)
      while low < high {
        let middle = (low + high) / 2
        if result.changes[middle].path.utf8.lexicographicallyPrecedes(inside.utf8) {
          low = middle + 1
        } else {
          high = middle
        }
      }
      guard low < result.changes.count, result.changes[low].path.utf8.starts(with: inside.utf8),
        result.changes[low].kind != change.kind
      else { continue }
      result.changes[place].turn = change.kind == .deleted ? .toDirectory : .toFile
    }
  }

  private mutating func add(_ kind: PathChange.Kind, _ path: String, _ old: ObjectID?, _ new: ObjectID?) {
    result.changes.append(PathChange(kind, path, old: old, new: new))
  }

  private mutating func only(_ item: TrackedData.Item, _ kind: PathChange.Kind) throws {
    func change(_ path: String, _ id: ObjectID?) -> PathChange {
      kind == .added ? PathChange(kind, path, old: nil, new: id) : PathChange(kind, path, old: id, new: nil)
    }
    if item.only == nil { result.changes.append(change(item.path, item.id)) }
    guard isOpened(item), let members = try source.members(of: item) else { return }
    for index in 0..<members.count where item.includes(members, index) {
      result.changes.append(change(item.path + "/" + members.path(index), members.id(index)))
    }
  }

  private mutating func both(_ old: TrackedData.Item, _ new: TrackedData.Item) throws {
    if old.id == new.id {
      if tellsUnknown, new.listing != nil, isOpened(new), try source.members(of: old) == nil {
        if keepsUnchanged, new.only == nil { result.unchanged.append((new.path, new.id)) }
        return try members(old, new)
      }
      guard keepsUnchanged else { return }
      if new.only == nil { result.unchanged.append((new.path, new.id)) }
      guard isOpened(new), let members = try source.members(of: new) else { return }
      for index in 0..<members.count where new.includes(members, index) {
        result.unchanged.append((new.path + "/" + members.path(index), members.id(index)))
      }
      return
    }
    if new.only == nil { add(.modified, new.path, old.id, new.id) }
    switch (old.isDirectory && isOpened(old), new.isDirectory && isOpened(new)) {
    case (true, true): try members(old, new)
    case (true, false): try members(only: old, .deleted)
    case (false, true): try members(only: new, .added)
    case (false, false): break
    }
  }

  private mutating func members(only item: TrackedData.Item, _ kind: PathChange.Kind) throws {
    var part = item
    part.only = part.only ?? [""]
    try only(part, kind)
  }

  private mutating func members(_ old: TrackedData.Item, _ new: TrackedData.Item) throws {
    source.prepare(old, new)
    guard let after = try source.members(of: new) else { return }
    guard let before = try source.members(of: old) else {
      guard tellsUnknown else { return }
      unknown(after, new)
      return
    }
    if case .tree(let was) = before, case .tree(let now) = after, !keepsUnchanged {
      trees(was, now, old, new)
      return
    }
    Members.merge(before, after) { i, j in
      func path(_ members: Members, _ index: Int) -> String { new.path + "/" + members.path(index) }
      switch (i, j) {
      case (let i?, nil): if old.includes(before, i) { add(.deleted, path(before, i), before.id(i), nil) }
      case (nil, let j?): if new.includes(after, j) { add(.added, path(after, j), nil, after.id(j)) }
      case (let i?, let j?):
        let (was, now) = (before.id(i), after.id(j))
        if was != now {
          if new.includes(after, j) { add(.modified, path(after, j), was, now) }
        } else if keepsUnchanged, new.includes(after, j) {
          result.unchanged.append((path(after, j), now))
        }
      case (nil, nil): break
      }
    }
  }

  /// Members that nobody knows the past of, and the directories they are in.
  private mutating func unknown(_ members: Members, _ item: TrackedData.Item) {
    var told: Set<String> = []
    for index in 0..<members.count where item.includes(members, index) {
      let path = members.path(index)
      var parent = path
      while let slash = parent.lastIndex(of: "/") {
        parent = String(parent[..<slash])
        guard told.insert(parent).inserted else { break }
        add(.unknown, item.path + "/" + parent, nil, nil)
        result.changes[result.changes.count - 1].turn = .toDirectory
      }
      add(.unknown, item.path + "/" + path, nil, members.id(index))
    }
  }

  /// The same for two directory objects: nothing is made of what they have in common.
  private mutating func trees(
    _ before: Tree, _ after: Tree, _ old: TrackedData.Item, _ new: TrackedData.Item
  ) {
    let (was, now) = (Members.tree(before), Members.tree(after))
    Tree.diff(old: before, new: after) { change in
      switch change {
      case .deleted(let i):
        if old.includes(was, i) { add(.deleted, new.path + "/" + before.path(i), before.id(i), nil) }
      case .added(let j):
        if new.includes(now, j) { add(.added, new.path + "/" + after.path(j), nil, after.id(j)) }
      case .modified(let i, let j):
        if new.includes(now, j) {
          add(.modified, new.path + "/" + after.path(j), before.id(i), after.id(j))
        }
      }
    }
  }

  /// Whether the members of a directory are looked at.
  private func isOpened(_ item: TrackedData.Item) -> Bool { granular && item.isDirectory }
}

extension TrackedData.Item {
  /// Whether a member is among those that are meant.
  func includes(_ members: Members, _ index: Int) -> Bool {
    guard let only else { return true }
    let path = members.path(index)
    return only.contains { $0.isEmpty || $0 == path || Paths.isInside(path, $0) }
  }
}

import Hashing

/// One path that differs between two sides of tracked data.
public struct PathChange: Sendable {
  public enum Kind: Sendable {
    case added, deleted, modified, renamed
    /// There is something, but nobody knows what was there before.
    case unknown
  }

  public var kind: Kind
  /// Root-relative; of a renamed one the new path.
  public var path: String
  /// Of a renamed one.
  public var oldPath: String?
  /// nil on the side where nothing is, or nothing recorded.
  public var old: ObjectID?
  public var new: ObjectID?
  /// A member that was a file and whose place is a directory now, or the other way round.
  public var turn = Turn.none

  public enum Turn: Sendable { case none, toDirectory, toFile }

  public init(_ kind: Kind, _ path: String, old: ObjectID?, new: ObjectID?) {
    self.kind = kind
    self.path = path
    self.old = old
    self.new = new
  }

  /// Whether the newest side that has it is a directory.
  public var isDirectory: Bool { turn == .toDirectory || (new ?? old)?.isTree ?? false }
  /// Whether the oldest side that has it is a directory.
  public var wasDirectory: Bool { (old ?? new)?.isTree ?? false }
}

extension [PathChange] {
  /// With every deleted and added path of one content told as a rename; first come, first served, in path order.
  public func pairingRenames() -> [PathChange] {
    guard contains(where: { $0.kind == .deleted }), contains(where: { $0.kind == .added }) else {
      return self
    }
    var vacated: [ObjectID: [Int]] = [:]
    for (place, change) in enumerated() where change.kind == .deleted {
      if let id = change.old { vacated[id, default: []].append(place) }
    }
    var next: [ObjectID: Int] = [:]
    var result = self
    var dropped: Set<Int> = []
    for (place, change) in enumerated() where change.kind == .added {
      guard let id = change.new, let from = vacated[id] else { continue }
      let turn = next[id, default: 0]
      guard turn < from.count else { continue }
      next[id] = turn + 1
      dropped.insert(from[turn])
      result[place].kind = .renamed
      result[place].oldPath = self[from[turn]].path
      result[place].old = id
    }
    return result.enumerated().filter { !dropped.contains($0.offset) }.map(\.element)
  }
}

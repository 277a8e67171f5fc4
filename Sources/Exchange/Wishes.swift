import Files
import Hashing
import Manifests
import Workspace

/// The objects that outputs name, by remote.
public struct Wishes: Sendable {
  /// One object, with a path to call it by.
  public struct Wish: Sendable {
    public let id: ObjectID
    /// Root-relative path of the output.
    public let path: String
    /// Paths inside the output that alone are meant; empty: all of it.
    public var members: [String]
    /// How many outputs have it.
    public var outputs = 1
    /// What is recorded of the output.
    public let record: DataRecord
  }

  /// Wishes in order of appearance, by the name of their own remote; `nil` is the default one.
  public private(set) var byRemote: [String?: [Wish]] = [:]
  private var seen: [String?: [ObjectID: Int]] = [:]

  public init() {}

  public var isEmpty: Bool { byRemote.isEmpty }

  /// What the outputs of some targets name. Uncached and never recorded outputs, `push: false` ones when `pushing`, and
  /// imports from other repositories have nothing here.
  public mutating func add(
    _ targets: [Target], in index: Index, pushing: Bool, where accepts: (Output) -> Bool = { _ in true }
  ) {
    for target in targets {
      let stage = index.stages[target.stage]
      if stage.knowsItsSource { continue }
      for output in stage.outputs where output.isCached && accepts(output) {
        if pushing, !output.entry.isPushed { continue }
        guard let id = output.recorded.object, let path = output.location.absolute(root: index.root) else {
          continue
        }
        var member: String?
        if let limit = target.path {
          guard limit == path || Paths.isInside(limit, path) else { continue }
          member = limit == path ? nil : Paths.relative(limit, to: path)
        }
        add(id, Paths.relative(path, to: index.root), member, output)
      }
    }
  }

  /// What outputs name, whichever stage they belong to.
  public mutating func add(_ outputs: [Output], root: String) {
    for output in outputs {
      guard let id = output.recorded.object, let path = output.location.absolute(root: root) else { continue }
      add(id, Paths.relative(path, to: root), nil, output)
    }
  }

  private mutating func add(_ id: ObjectID, _ path: String, _ member: String?, _ output: Output) {
    let remote = output.entry.remote
    if let at = seen[remote]?[id] {
      guard var all = byRemote[remote] else { return }
      if member == nil { all[at].outputs += 1 }
      // The whole wins over parts of it.
      if let member, !all[at].members.isEmpty { all[at].members.append(member) } else { all[at].members = [] }
      byRemote[remote] = all
      return
    }
    seen[remote, default: [:]][id] = byRemote[remote, default: []].count
    byRemote[remote, default: []].append(
      Wish(id: id, path: path, members: member.map { [$0] } ?? [], record: output.recorded))
  }
}

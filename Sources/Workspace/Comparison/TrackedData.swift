import Files
import Hashing
import Manifests
import Objects

/// The outputs of one moment in path order: what a revision or the workspace's files of ours record, or what the
/// workspace's data is now.
public struct TrackedData: Sendable {
  public struct Item: Sendable {
    /// Root-relative.
    public let path: String
    /// nil when nothing was ever recorded.
    public let id: ObjectID?
    /// Members read from the disk.
    let listing: Listing?
    /// The remote of its own (`remote:`).
    public let remote: String?
    /// Whether it goes to remotes at all (`push:`).
    public let isPushed: Bool
    /// Only these members (relative to ``path``) are meant; nil: all, and the directory itself.
    var only: [String]?

    public var isDirectory: Bool { id?.isTree ?? false }
  }

  public private(set) var items: [Item]

  public init() { items = [] }

  /// What an index records.
  /// - Parameter withoutHash: also outputs that nothing was recorded of yet.
  public init(_ index: Index, withoutHash: Bool) {
    items = Self.outputs(of: index).compactMap { path, output in
      let id = output.recorded.object
      return id == nil && !withoutHash
        ? nil
        : Item(
          path: path, id: id, listing: nil, remote: output.entry.remote,
          isPushed: output.entry.isPushed)
    }
  }

  /// What lies in the workspace at the outputs of its index. Outputs are hashed as they were recorded.
  public init(
    workspaceOf index: Index, targets: [String], _ detector: ChangeDetector
  ) throws {
    items = []
    for (path, output) in Self.outputs(of: index) where Self.isTouched(path, targets) {
      guard let absolute = output.location.absolute(root: index.root),
        let snapshot = try detector.snapshot(of: absolute, algorithm: output.algorithm)
      else { continue }
      items.append(
        Item(
          path: path, id: snapshot.id, listing: snapshot.listing, remote: output.entry.remote,
          isPushed: output.entry.isPushed))
    }
    restrict(to: targets)
  }

  /// Cached outputs inside the project by path, each path once.
  private static func outputs(of index: Index) -> [(String, Output)] {
    var seen: Set<String> = []
    var found: [(String, Output)] = []
    for stage in index.stages {
      for output in stage.outputs where output.isCached {
        guard let path = output.location.inside, seen.insert(path).inserted else { continue }
        found.append((path, output))
      }
    }
    return found.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
  }

  /// Keeps what is at, below or above root-relative paths; nothing changes without any.
  public mutating func restrict(to targets: [String]) {
    guard !targets.isEmpty else { return }
    items = items.compactMap { item in
      if targets.contains(where: { $0 == item.path || Paths.isInside(item.path, $0) }) { return item }
      let members = targets.filter { Paths.isInside($0, item.path) }.map { Paths.relative($0, to: item.path) }
      guard !members.isEmpty, item.isDirectory else { return nil }
      var part = item
      part.only = members
      return part
    }
  }

  private static func isTouched(_ path: String, _ targets: [String]) -> Bool {
    targets.isEmpty || targets.contains { $0 == path || Paths.isInside(path, $0) || Paths.isInside($0, path) }
  }
}

extension TrackedData {
  /// Whether a root-relative path is an output, a member of one, or a directory above either.
  public func contains(_ path: String, _ source: MemberSource) throws -> Bool {
    for item in items {
      if item.path == path || Paths.isInside(item.path, path) { return true }
      guard Paths.isInside(path, item.path), let members = try source.members(of: item) else { continue }
      var part = item
      part.only = [Paths.relative(path, to: item.path)]
      if (0..<members.count).contains(where: { part.includes(members, $0) }) { return true }
    }
    return false
  }
}

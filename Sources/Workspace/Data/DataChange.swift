import Documents
import Files
import Hashing
import Manifests
import Objects

/// How a path differs from what is recorded of it (formats §6).
public enum DataChange: String, Sendable {
  case deleted, modified, new
  case notInCache = "not in cache"
  case updateAvailable = "update available"
  /// A data set whose declaration isn't what is recorded of it.
  case notInSync = "not in sync"
}

/// How one parameter differs from its recorded value.
public struct ParameterChange: Equatable, Sendable {
  public var key: String
  public var change: DataChange
  public var old: Value?
  public var new: Value?

  public init(key: String, change: DataChange, old: Value?, new: Value?) {
    self.key = key
    self.change = change
    self.old = old
    self.new = new
  }
}

/// Compares recorded data with the workspace; each path is hashed once, however many stages name it.
public final class ChangeDetector {
  let repository: Repository
  private var snapshots: [HashAlgorithm: [String: Snapshot?]] = [:]
  /// All directories above the paths that were looked at.
  private var parents: Set<String> = []
  private var inCache: [ObjectID: Bool] = [:]

  /// What to do about links inside of directories that lead nowhere.
  public enum BrokenLinks: Sendable { case refused, leftOut }
  private let brokenLinks: BrokenLinks

  public init(_ repository: Repository, brokenLinks: BrokenLinks = .refused) {
    self.repository = repository
    self.brokenLinks = brokenLinks
  }

  /// What is at an absolute path now.
  /// - Parameter algorithm: that of what is recorded; nil: the project's.
  public func snapshot(of path: String, algorithm: HashAlgorithm? = nil) throws -> Snapshot? {
    let algorithm = algorithm ?? repository.algorithm
    if let known = snapshots[algorithm]?[path] { return known }
    let reader = DataReader(repository: repository, isTolerant: brokenLinks == .leftOut)
    let snapshot = try reader.snapshot(of: path, algorithm: algorithm, for: .hash)
    snapshots[algorithm, default: [:]][path] = .some(snapshot)
    for parent in Self.parents(of: path) where !parents.insert(parent).inserted { break }
    return snapshot
  }

  /// Something was written there: look again.
  public func forget(_ path: String) {
    for algorithm in snapshots.keys {
      for above in [path] + Self.parents(of: path) { snapshots[algorithm]?.removeValue(forKey: above) }
    }
    // Seldom: most outputs lie beside each other.
    if parents.contains(path) {
      snapshots = snapshots.mapValues { $0.filter { !Paths.isInside($0.key, path) } }
    }
    inCache.removeAll()
    try? repository.completeTrees.invalidate()
  }

  /// From the nearest up.
  private static func parents(of path: String) -> [String] {
    var parents: [String] = []
    var current = Paths.parent(path)
    while !current.isEmpty, current != parents.last {
      parents.append(current)
      current = Paths.parent(current)
    }
    return parents
  }

  /// Anything may have been written anywhere: look at everything again.
  public func forgetEverything() {
    snapshots.removeAll(keepingCapacity: true)
    parents.removeAll(keepingCapacity: true)
    inCache.removeAll(keepingCapacity: true)
    try? repository.completeTrees.invalidate()
  }

  /// Whether the cache has an object; for a directory object with all its members.
  public func isInCache(_ id: ObjectID) throws -> Bool {
    if let known = inCache[id] { return known }
    let answer =
      id.isTree
      ? try repository.completeTrees.isComplete(id, cancellation: repository.cancellation)
      : try repository.store.contains(id)
    inCache[id] = answer
    return answer
  }

  /// nil when the output is as recorded. A directory counts as cached when all its members are.
  public func change(of output: Output) throws -> DataChange? {
    guard let path = output.location.absolute(root: repository.root) else { return nil }
    if output.isCached, let id = output.recorded.object, try !isInCache(id) { return .notInCache }
    return try change(at: path, recorded: output.recorded)
  }

  /// nil when the dependency is as recorded. Dependencies elsewhere are not looked at here.
  public func change(of dependency: Dependency) throws -> DataChange? {
    guard dependency.source == .data, let path = dependency.location.absolute(root: repository.root) else {
      return nil
    }
    return try change(at: path, recorded: dependency.recorded)
  }

  private func change(at path: String, recorded: DataRecord) throws -> DataChange? {
    guard let id = recorded.object else {
      return try FileSystem.info(path) == nil ? .deleted : .modified
    }
    guard let now = try snapshot(of: path, algorithm: id.algorithm) else { return .deleted }
    return now.id == id ? nil : .modified
  }
}

import Files
import Hashing
import Manifests
import Objects

/// Objects that outputs name, and a path to call each by. Directory objects are not opened here.
public struct UsedObjects: Sendable {
  /// In order of appearance.
  public private(set) var ids: [ObjectID] = []
  private var seen: Set<ObjectID> = []

  public init() {}

  /// All outputs of a workspace or revision, imports too: whatever may lie in the cache.
  public mutating func add(_ index: Index) {
    for stage in index.stages {
      for output in stage.outputs where output.isCached { add(output.recorded) }
    }
  }

  /// What one run left (formats §5.4).
  public mutating func add(_ entry: LockEntry) {
    for output in entry.outputs { add(output.data) }
  }

  public mutating func add(_ record: DataRecord) {
    if let id = record.object { add(id) }
    guard let files = record.files else { return }
    for file in files {
      // Members of a directory never are of DVC 2.x.
      if let id = file.object(.md5) { add(id) }
    }
  }

  public mutating func add(_ id: ObjectID) {
    if seen.insert(id).inserted { ids.append(id) }
  }
}

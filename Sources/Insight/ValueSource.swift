import Documents
import Files
import Hashing
import Manifests
import Objects
import Workspace

/// One state of the project whose values are read: the workspace or a revision.
///
/// A file is looked for among the state's own files first, then among its recorded outputs in the cache.
public struct ValueSource {
  let tree: any SourceTree
  let index: Index
  /// Where recorded outputs are; nil outside of a project.
  let store: ObjectStore?

  /// - Parameters:
  ///   - tree: files relative to the project root.
  ///   - index: what is tracked in it.
  public init(tree: any SourceTree, index: Index, store: ObjectStore?) {
    self.tree = tree
    self.index = index
    self.store = store
  }

  /// The bytes of a file; nil when it is nowhere.
  /// - Parameter path: root-relative; absolute for what lies elsewhere.
  func read(_ path: String) throws -> [UInt8]? {
    if path.hasPrefix("/") || path.hasPrefix("../") {
      let absolute = Paths.absolute(path, in: index.root)
      guard let info = try FileSystem.info(absolute), info.isFile else { return nil }
      return try FileSystem.readIfPresent(absolute)
    }
    if let bytes = try tree.read(path) { return bytes }
    guard let store, let id = try object(at: path, in: store), !id.isTree,
      try store.contains(id, verified: true)
    else {
      return nil
    }
    return try store.read(id)
  }

  /// The files that a path stands for: itself, or all files below a directory in path order.
  func expand(_ path: String) throws -> [String] {
    if path.hasPrefix("/") || path.hasPrefix("../") { return [path] }
    switch try tree.kind(path) {
    case .directory: return try files(below: path)
    case nil: break
    default: return [path]
    }
    guard let store, let id = try object(at: path, in: store), id.isTree, try store.contains(id) else {
      return try members(below: path) ?? [path]
    }
    let members = try store.tree(id)
    return (0..<members.count).map { path + "/" + members.path($0) }
  }

  private func files(below directory: String) throws -> [String] {
    var found: [String] = []
    var pending = [directory]
    while let here = pending.popLast() {
      for (name, kind) in try tree.list(here) {
        let path = here.isEmpty ? name : here + "/" + name
        let real = try kind == .symlink ? tree.kind(path) : kind
        switch real {
        case .directory: if kind == .directory { pending.append(path) }
        // What describes data is none itself.
        case .file where name != PipelineFile.name && !name.hasSuffix(PointerFile.suffix): found.append(path)
        default: break
        }
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The object recorded for an output or a member of one.
  private func object(at path: String, in store: ObjectStore) throws -> ObjectID? {
    guard let holder = index.output(holding: Paths.join(index.root, path)) else { return nil }
    let output = index[holder]
    guard output.isCached, let id = output.recorded.object, let whole = output.location.inside else {
      return nil
    }
    if whole == path { return id }
    guard id.isTree, try store.contains(id) else { return nil }
    let tree = try store.tree(id)
    return tree.find(Paths.relative(path, to: whole)).map { tree.id($0) }
  }

  /// Members of a tracked directory below a path inside it.
  private func members(below path: String) throws -> [String]? {
    guard let store, let holder = index.output(holding: Paths.join(index.root, path)) else { return nil }
    let output = index[holder]
    guard output.isCached, let id = output.recorded.object, id.isTree, let whole = output.location.inside,
      whole != path, try store.contains(id)
    else { return nil }
    let tree = try store.tree(id)
    let range = tree.range(below: Paths.relative(path, to: whole))
    return range.isEmpty ? nil : range.map { whole + "/" + tree.path($0) }
  }
}

import Files
import Git
import Hashing
import Manifests
import Objects
import Workspace

/// The files of a project in its workspace or at a revision, tracked data among them whether it is checked out or not.
public final class ProjectListing {
  /// What is shown.
  public struct Scope: Sendable {
    /// Only tracked data and the directories that lead to it.
    public var dvcOnly = false
    /// Also `dvc.yaml`, `*.dvc` and `.dvcignore`.
    public var showsOurFiles = true

    public init(dvcOnly: Bool = false, showsOurFiles: Bool = true) {
      self.dvcOnly = dvcOnly
      self.showsOurFiles = showsOurFiles
    }
  }

  private let root: String
  private let revision: RevisionTree?
  private let ignore: DataIgnore
  private let scope: Scope
  /// A directory object, from wherever it is to be had; nil when it is nowhere.
  private let tree: (ObjectID) throws -> Tree?
  /// Tracked outputs by path, and the directories above them.
  private var outputs: [String: Output] = [:]
  private var ancestors: [String: Set<String>] = [:]
  private var trees: [ObjectID: Tree?] = [:]

  /// - Parameters:
  ///   - root: the directory that paths are relative to.
  ///   - revision: nil for the workspace.
  ///   - index: nil outside of a project.
  public init(
    root: String, revision: RevisionTree?, index: Index?, scope: Scope,
    tree: @escaping (ObjectID) throws -> Tree?
  ) {
    self.root = root
    self.revision = revision
    self.scope = scope
    self.tree = tree
    ignore = revision.map { DataIgnore(revision: $0) } ?? DataIgnore(root: root)
    for stage in index?.stages ?? [] {
      for output in stage.outputs where output.isCached {
        guard let path = output.location.inside, !path.isEmpty else { continue }
        outputs[path] = output
        var child = path
        while case let parent = Self.parent(child), ancestors[parent, default: []].insert(child).inserted,
          !parent.isEmpty
        {
          child = parent
        }
      }
    }
  }

  /// What is at a path, `""` being the root.
  /// - Throws: `FileError` when nothing is.
  public func item(_ path: String) throws -> ListedItem {
    guard let item = try find(path, single: true) else {
      throw FileError("read", Paths.join(root, path), errno: 2)
    }
    return item
  }

  /// What is directly in a directory, by name.
  public func children(of directory: String) throws -> [ListedItem] {
    var names: Set<String> = []
    if !scope.dvcOnly || isInsideOutput(directory) { names = Set(try listed(directory)) }
    for child in ancestors[directory] ?? [] { names.insert(String(child.split(separator: "/").last ?? "")) }
    if let (tree, inner) = try treeHolding(directory) {
      if scope.dvcOnly { names.removeAll() }
      for name in tree.names(in: inner) { names.insert(name) }
    }
    return try names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .compactMap { try find(directory.isEmpty ? $0 : directory + "/" + $0, single: false) }
  }

  /// Everything below a directory, parents before children, until `level` directories down (nil: no end).
  public func walk(_ directory: String, level: Int? = nil, _ body: (ListedItem, Int) throws -> Void) throws {
    try walk(directory, depth: 1, level, body)
  }

  private func walk(_ directory: String, depth: Int, _ level: Int?, _ body: (ListedItem, Int) throws -> Void)
    throws
  {
    if let level, depth > level { return }
    for item in try children(of: directory) {
      try body(item, depth)
      if item.isDirectory { try walk(item.path, depth: depth + 1, level, body) }
    }
  }

  private func find(_ path: String, single: Bool) throws -> ListedItem? {
    var item = ListedItem(path: path)
    var isThere = path.isEmpty
    if !scope.dvcOnly || path.isEmpty {
      item.isPresent = try fill(&item, single: single)
      isThere = item.isPresent || isThere
    }
    if let output = outputs[path] {
      isThere = true
      item.isOutput = true
      item.hash = output.recorded.object?.description ?? output.recorded.digest?.text
      if output.recorded.isDirectory { item.isDirectory = true }
      if item.size == nil || revision != nil { item.size = output.recorded.size.map(Int64.init) }
      if output.recorded.isExecutable { item.isExecutable = true }
    } else if let (tree, inner) = try treeHolding(path) {
      if let member = tree.find(inner) {
        isThere = true
        item.isOutput = true
        item.hash = tree.id(member).hex
      } else if !tree.range(below: inner).isEmpty {
        isThere = true
        item.isOutput = true
        item.isDirectory = true
      }
    } else if ancestors[path] != nil {
      isThere = true
      item.isDirectory = true
    }
    if !isThere, single, scope.dvcOnly {
      // A directory without tracked data is empty, not missing.
      var plain = ListedItem(path: path)
      if try fill(&plain, single: true), plain.isDirectory { return plain }
    }
    return isThere ? item : nil
  }

  /// What the workspace or the revision says of a path.
  private func fill(_ item: inout ListedItem, single: Bool) throws -> Bool {
    if let revision {
      guard let kind = try revision.kind(item.path) else { return false }
      item.isDirectory = kind == .directory
      item.isExecutable = try kind == .file && revision.isExecutable(item.path) == true
      item.size = try revision.size(item.path)
      return true
    }
    let path = item.path.isEmpty ? root : Paths.join(root, item.path)
    guard let own = try FileSystem.info(path, followLinks: false) else { return false }
    let target = own.kind == .symlink ? try FileSystem.info(path) : own
    item.size = target?.size ?? 0
    item.isDirectory = own.isDirectory
    item.isExecutable = target?.isFile == true && target?.isExecutable == true && (single || own.isFile)
    return true
  }

  private func listed(_ directory: String) throws -> [String] {
    let entries: [(name: String, kind: FileInfo.Kind)]
    if let revision {
      entries = try revision.list(directory)
    } else {
      let path = directory.isEmpty ? root : Paths.join(root, directory)
      guard try FileSystem.info(path, followLinks: false)?.isDirectory == true else { return [] }
      entries = try FileSystem.list(path)
    }
    return try entries.filter { name, kind in
      if name == ".git" || name == Repository.directoryName { return false }
      if !scope.showsOurFiles, Self.isOurs(name) { return false }
      let path = directory.isEmpty ? name : directory + "/" + name
      if kind == .directory, try isProject(path) { return false }
      return try !ignore.isIgnored(path, isDirectory: kind == .directory)
    }.map(\.name)
  }

  /// Another project inside of this one is not its affair.
  private func isProject(_ path: String) throws -> Bool {
    let inside = path + "/" + Repository.directoryName
    if let revision { return try revision.kind(inside) == .directory }
    return try FileSystem.info(Paths.join(root, inside))?.isDirectory == true
  }

  private static func isOurs(_ name: String) -> Bool {
    name == PipelineFile.name || name.hasSuffix(PointerFile.suffix) || name == ".dvcignore"
  }

  private func isInsideOutput(_ path: String) -> Bool { holder(of: path) != nil }

  /// The output that is `path` or above it.
  private func holder(of path: String) -> (path: String, output: Output)? {
    // What leads to an output is in none: a shortcut for deep paths.
    if ancestors[path] != nil, outputs[path] == nil { return nil }
    var here = path
    while !here.isEmpty {
      if let output = outputs[here] { return (here, output) }
      here = Self.parent(here)
    }
    return nil
  }

  /// The recorded directory around a path, and the path inside it.
  private func treeHolding(_ path: String) throws -> (tree: Tree, inner: String)? {
    guard let (at, output) = holder(of: path), let id = output.recorded.object, id.isTree else { return nil }
    if trees[id] == nil { trees[id] = .some(try tree(id)) }
    guard let known = trees[id], let tree = known else { return nil }
    return (tree, path == at ? "" : String(path.dropFirst(at.count + 1)))
  }

  private static func parent(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }
}

extension Tree {
  /// The names directly in a directory.
  func names(in directory: String) -> [String] {
    let prefix = directory.isEmpty ? 0 : directory.utf8.count + 1
    var names: [String] = []
    for i in range(below: directory) {
      let name = withPath(i) { path in
        String(decoding: path.dropFirst(prefix).prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self)
      }
      if names.last != name { names.append(name) }
    }
    return names
  }
}

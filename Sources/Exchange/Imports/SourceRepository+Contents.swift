import Files
import Git
import Hashing
import Manifests
import Objects
import Workspace

extension SourceRepository {
  /// What a path of the source names: tracked data by its record, other files as they are; nil when nothing is there.
  ///
  /// Of a directory that DVC does not track as a whole everything below it is meant but `.git`, `.dvc` and DVC's own
  /// files, and other projects below it, as the peer has it.
  /// - Parameter trees: where directory objects are kept on the way.
  /// - Throws: ``ImportError``, errors of files of the source, of remotes.
  public func contents(of path: String, trees store: ObjectStore) throws -> SourceContents? {
    guard let path = Self.inside(path) else { return nil }
    var contents = SourceContents(source: self, path: path)
    if let project = try project(holding: path), let found = try tracked(path, in: project, store) {
      return found
    }
    switch try tree.kind(path) {
    case .file?:
      contents.members = [.init(path: "", content: try plain(path))]
      return contents
    case .symlink?:
      guard try tree.read(path) != nil else { return nil }
      contents.members = [.init(path: "", content: .read(path))]
      return contents
    case .directory?:
      contents.isDirectory = true
      try collect(path, below: path, store, into: &contents)
      return contents
    case .other?: return nil
    case nil:
      contents.isDirectory = true
      guard let project = try project(holding: path) else { return nil }
      try addOutputs(of: project, below: path, store, into: &contents)
      return contents.members.isEmpty ? nil : contents
    }
  }

  /// The output at a path, or the part of it that lies there.
  private func tracked(_ path: String, in project: Project, _ store: ObjectStore) throws -> SourceContents? {
    let absolute = Self.absolute(project, path)
    guard let reference = project.index.output(holding: absolute) else { return nil }
    let output = project.index[reference]
    guard output.isCached, let id = output.recorded.object,
      let whole = output.location.absolute(root: project.index.root)
    else { return nil }
    var contents = SourceContents(source: self, path: path)
    contents.supply = supply(project, project.index.stages[reference.stage], output)
    if whole == absolute {
      contents.isDirectory = id.isTree
      contents.whole = id
      contents.size = output.recorded.size
      if !id.isTree { contents.members = [.init(path: "", content: contents.object(id))] }
      return contents
    }
    guard id.isTree else { return nil }
    let inner = Paths.relative(absolute, to: whole)
    guard let tree = try contents.supply?.tree(id, beside: store) else { return nil }
    if let entry = tree.find(inner) {
      contents.members = [.init(path: "", content: contents.object(tree.id(entry)))]
      return contents
    }
    let below = tree.range(below: inner)
    if below.isEmpty { return nil }
    contents.isDirectory = true
    for index in below {
      let name = String(tree.path(index).dropFirst(inner.count + 1))
      contents.members.append(.init(path: name, content: contents.object(tree.id(index))))
    }
    return contents
  }

  /// A directory object, from wherever it is to be had.
  /// - Parameter supply: asked for when the store lacks the object.
  func directory(
    _ id: ObjectID, _ supply: @autoclosure () -> ObjectSupply?, _ store: ObjectStore
  ) throws -> Tree? {
    if try !store.contains(id) {
      guard let supply = supply(), try supply.bring([id], into: store).isEmpty else { return nil }
    }
    return try store.tree(id)
  }

  func supply(_ project: Project, _ stage: Stage, _ output: Output) -> ObjectSupply {
    let origin =
      stage.isRepositoryImport
      ? (entry: stage.dependencies[0].entry, directory: stage.workingDirectory) : nil
    let place = tree is WorkspaceTree ? output.location.absolute(root: project.index.root) : nil
    return ObjectSupply(
      self, project.repository, output, origin: origin,
      place: place.flatMap { path in output.recorded.object.map { (path, $0) } })
  }

  /// All outputs of a project at or below a path of the source.
  private func addOutputs(
    of project: Project, below path: String, _ store: ObjectStore, into contents: inout SourceContents
  ) throws {
    for reference in project.index.outputs(below: Self.absolute(project, path)) {
      let output = project.index[reference]
      guard output.isCached, let inside = output.location.inside, output.recorded.object != nil else {
        continue
      }
      let at = Self.join(project.directory, inside)
      guard contents.covered.insert(at).inserted,
        let part = try tracked(at, in: project, store)
      else { continue }
      let name = path.isEmpty ? at : String(at.dropFirst(path.count + 1))
      for member in try part.expanded(store) {
        contents.members.append(.init(path: Self.join(name, member.path), content: member.content))
      }
    }
  }

  private func collect(
    _ directory: String, below top: String, _ store: ObjectStore, into contents: inout SourceContents
  ) throws {
    // A work list, so that a deep tree can't exhaust the stack.
    var pending = [directory]
    if let project = try project(holding: directory) {
      try addOutputs(of: project, below: top, store, into: &contents)
    }
    while let here = pending.popLast() {
      try opener.cancellation.check()
      for (name, kind) in try tree.list(here) {
        if Self.isPrivate(name) || Self.isOurs(name) { continue }
        let path = Self.join(here, name)
        if contents.covered.contains(path) { continue }
        if kind == .directory {
          if try tree.kind(Self.join(path, Repository.directoryName)) != .directory { pending.append(path) }
          continue
        }
        guard kind == .file || kind == .symlink else { continue }
        let content = kind == .file ? try plain(path) : .read(path)
        if case .read = content, try tree.read(path) == nil || leadsOut(path) { continue }
        let relative = top.isEmpty ? path : String(path.dropFirst(top.count + 1))
        contents.members.append(.init(path: relative, content: content))
      }
    }
  }

  /// A file that no record vouches for.
  private func plain(_ path: String) throws -> SourceContents.Content {
    guard tree is WorkspaceTree else { return .read(path) }
    if try leadsOut(path) { throw ImportError.unsafePath(path) }
    return .file(Paths.join(base, path))
  }

  /// Whether a path of a directory on this machine is a link to somewhere else.
  private func leadsOut(_ path: String) throws -> Bool {
    guard tree is WorkspaceTree else { return false }
    let real = try FileSystem.realPath(Paths.join(base, path))
    let top = try FileSystem.realPath(base)
    return !Paths.isInside(real, top)
  }

  private static func absolute(_ project: Project, _ path: String) -> String {
    let inner = project.directory.isEmpty ? path : String(path.dropFirst(project.directory.count + 1))
    return inner.isEmpty ? project.index.root : Paths.join(project.index.root, inner)
  }

  /// The path below the source's top, normalised; nil when it leads out.
  static func inside(_ path: String) -> String? {
    let path = Paths.normalize(String(path.drop { $0 == "/" }))
    if path == "." || path.isEmpty { return "" }
    return path == ".." || path.hasPrefix("../") || path.hasPrefix("/") ? nil : path
  }

  static func isPrivate(_ name: String) -> Bool {
    name == Repository.directoryName || name.lowercased() == ".git"
  }

  static func isOurs(_ name: String) -> Bool {
    name == PipelineFile.name || name == ".dvcignore"
      || name.hasSuffix(PointerFile.suffix) && name != PointerFile.suffix
  }
}

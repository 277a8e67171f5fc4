import Files
import Git
import Hashing
import Objects
import Workspace

extension SourceRepository {
  /// A project of a source, as listings want it.
  public struct Listed {
    /// The project's directory, or the source's outside of any.
    public let root: String
    /// nil for a directory as it lies there.
    public let revision: RevisionTree?
    public let index: Index?
    /// The asked-for path, relative to the root.
    public let path: String
    /// A directory object, from wherever it is to be had.
    public let tree: (ObjectID) throws -> Tree?
  }

  /// The project that a path belongs to; nil for a path that leads out.
  public func listed(_ path: String) throws -> Listed? {
    guard let path = Self.inside(path) else { return nil }
    guard let project = try project(holding: path) else {
      return Listed(root: base, revision: tree as? RevisionTree, index: nil, path: path) { _ in nil }
    }
    let store =
      try isLocal
      ? project.repository.store
      : opener.directoryObjects
    var revision = tree as? RevisionTree
    if let whole = revision, !project.directory.isEmpty {
      revision = try whole.repository.tree(
        at: whole.commit, below: Self.join(whole.subdirectory, project.directory))
    }
    let inner = project.directory.isEmpty ? path : String(path.dropFirst(project.directory.count + 1))
    return Listed(root: project.index.root, revision: revision, index: project.index, path: inner) { id in
      let supply = self.supply(of: id, in: project)
      guard let tree = try self.directory(id, supply, store) else {
        if let supply { throw supply.missing(id) }
        return nil
      }
      return tree
    }
  }

  private func supply(of id: ObjectID, in project: Project) -> ObjectSupply? {
    for stage in project.index.stages {
      for output in stage.outputs where output.recorded.object == id {
        return supply(project, stage, output)
      }
    }
    return nil
  }
}

extension SourceRepository {
  /// The path of an artifact that the `dvc.yaml` of a directory declares; nil when it doesn't.
  public func path(ofArtifact name: String, in directory: String) throws -> String? {
    guard let directory = Self.inside(directory), let project = try project(holding: directory) else {
      return nil
    }
    let inner =
      project.directory.isEmpty ? directory : String(directory.dropFirst(project.directory.count + 1))
    for pipeline in project.index.pipelines
    where Paths.parent("/" + pipeline.file) == Paths.normalize("/" + inner) {
      for artifact in try pipeline.resolver.artifacts() where artifact.name == name {
        return Self.join(directory, artifact.path)
      }
    }
    return nil
  }
}

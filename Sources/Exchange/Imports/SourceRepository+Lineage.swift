import Files
import Manifests
import Workspace

extension SourceRepository {
  /// The stages of the project that something belongs to.
  public struct Origin {
    public let repository: Repository
    public let index: Index
    /// The project's directory in the repository; `""` at the top.
    public let directory: String
    /// What was asked for, relative to that project's root.
    public let path: String
  }

  /// Where data of this repository comes from; nil for what no project of it knows.
  /// - Parameter path: as an import names it, relative to the repository's top.
  public func origin(of path: String) throws -> Origin? {
    let path = Paths.normalize(path)
    guard path != "..", !path.hasPrefix("../"), !path.hasPrefix("/"),
      let project = try project(holding: Self.parent(path))
    else { return nil }
    let inside = project.directory.isEmpty ? path : String(path.dropFirst(project.directory.count + 1))
    return Origin(
      repository: project.repository, index: project.index, directory: project.directory, path: inside)
  }

  /// The repository that an import of this one names, at the commit it recorded.
  public func source(of entry: RepositorySource, in origin: Origin) throws -> SourceRepository {
    var next = Request(entry, bases: [origin.repository.root])
    next.revision = entry.lockedRevision ?? entry.revision
    next.isOffline = request.isOffline
    return try SourceRepository(next, opener: opener, depth: depth + 1)
  }
}

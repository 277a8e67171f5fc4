import Files
import Git
import Hashing
import Manifests
import Workspace

/// An output whose recorded data the next commit changes.
public struct ChangedArtifact: Sendable {
  /// Relative to the top of the work tree.
  public let path: String
  /// nil: it goes.
  public let new: ObjectID?

  /// In path order.
  public static func staged(_ repository: Repository, _ git: GitRepository) throws -> [ChangedArtifact] {
    let files = try StagedFiles(git, root: repository.root)
    let prefix = String(files.prefix.dropLast())
    let head = try git.headCommit().map { try git.tree(at: $0, below: prefix) }
    var result: [String: ObjectID?] = [:]
    var seen: Set<String> = []
    for change in try git.stagedChanges()
    where CommitCheck.isOurs(change.path) && change.path.hasPrefix(files.prefix) {
      var file = String(change.path.dropFirst(files.prefix.count))
      if Paths.name(file) == LockFile.name {
        file = file.contains("/") ? Paths.parent(file) + "/" + PipelineFile.name : PipelineFile.name
      }
      guard seen.insert(file).inserted else { continue }
      let old = head.map { outputs(repository, file, $0) } ?? [:]
      let new = outputs(repository, file, files)
      for (path, id) in new where old[path] != id { result[files.prefix + path] = .some(id) }
      for path in old.keys where new[path] == nil { result[files.prefix + path] = .some(nil) }
    }
    return result.map { ChangedArtifact(path: $0.key, new: $0.value) }
      .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private static func outputs(
    _ repository: Repository, _ file: String, _ tree: any SourceTree
  ) -> [String: ObjectID] {
    var found: [String: ObjectID] = [:]
    for stage in (try? repository.stages(of: file, in: tree)) ?? [] {
      for output in stage.outputs {
        if let path = output.location.inside, let id = output.recorded.object { found[path] = id }
      }
    }
    return found
  }
}

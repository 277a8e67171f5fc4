import Documents
import Files
import Insight
import Workspace

/// What `metrics show` found.
public struct MetricsReport: Sendable {
  /// Absolute; paths are relative to it.
  public let root: String
  public let revisions: [RevisionValues]
}

extension Session {
  /// Values of metrics in the workspace or in revisions. Outside of a project, targets are read as plain files.
  ///
  /// The workspace is left out when the branch that is checked out says the same.
  /// - Throws: `GitError`, `ConfigError`, `FileError`, `Cancelled`; what is wrong with one revision is in its answer.
  public func showMetrics(_ options: MetricsShowOptions) throws -> MetricsReport {
    do {
      return try withRepository(isReading: true) { repository in
        let targets = rootRelative(options.targets, repository.root)
        var revisions = try states(options.revisions, repository).map { name, commit in
          try read(name, commit, repository, needsIndex: targets.isEmpty) { try Metrics($0).read(targets) }
        }
        let branch = try repository.git()?.headName()
        if revisions.count > 1, let branch, let same = revisions.first(where: { $0.name == branch }),
          revisions[0].saysSame(as: same)
        {
          revisions.removeFirst()
        }
        return MetricsReport(root: repository.root, revisions: revisions)
      }
    } catch WorkspaceError.notARepository {
      let here = environment.workingDirectory
      let source = ValueSource(
        tree: WorkspaceTree(root: here), index: Index(root: here, stages: []), store: nil)
      let files = try options.targets.isEmpty ? [] : Metrics(source).read(rootRelative(options.targets, here))
      let name = options.revisions.isWorkspaceOnly ? "" : "workspace"
      return MetricsReport(root: here, revisions: [RevisionValues(name: name, files: .success(files))])
    }
  }
}

extension RevisionValues {
  /// Same files, same values; nothing is said of failures.
  fileprivate func saysSame(as other: RevisionValues) -> Bool {
    guard case .success(let mine) = files, case .success(let theirs) = other.files, mine.count == theirs.count
    else { return false }
    return mine.allSatisfy { file in
      guard let twin = theirs.first(where: { $0.path == file.path }) else { return false }
      guard case .success(let a) = file.content, case .success(let b) = twin.content else { return false }
      return a == b
    }
  }
}

import Files
import Git
import Pipeline
import Workspace

extension TargetSelection {
  /// The words that name what is needed; none where more than what they name is.
  var alone: [String] { withDependencies || recursive ? [] : targets }
}

extension Session {
  /// The stages and outputs that the command line names.
  func resolve(_ selection: TargetSelection, _ index: Index, _ repository: Repository) throws -> [Target] {
    let targets = try TargetResolver(repository: repository, index: index).resolve(
      selection.targets, granular: true, recursive: selection.recursive)
    guard selection.withDependencies, !selection.targets.isEmpty else { return targets }
    let graph = try Graph(index, workingDirectory: repository.workingDirectoryInside)
    let named = Set(targets.map(\.stage))
    let upstream = graph.upstream(of: targets.map(\.stage)).filter { !named.contains($0) }
    return upstream.map { Target(stage: $0, path: nil) } + targets
  }
}

extension Repository {
  /// The revisions of a scope, as trees of files below the project root.
  func revisions(_ scope: RevisionScope) throws -> [RevisionTree] {
    guard !scope.isWorkspaceOnly, let git = try git() else { return [] }
    var commits: [GitID] = []
    if scope.allCommits { commits += try git.allCommits().map(\.id) }
    if scope.allBranches {
      for branch in try git.branches() { if let id = try git.commit(of: branch) { commits.append(id) } }
    }
    if scope.allTags {
      for tag in try git.tags() { if let id = try git.commit(of: tag) { commits.append(id) } }
    }
    var seen: Set<GitID> = []
    let inside = try git.location.relative(root)
    return try commits.filter { seen.insert($0).inserted }.map {
      try git.tree(at: $0, below: inside == "." ? "" : inside)
    }
  }
}

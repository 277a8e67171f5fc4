import Files
import Git
import History
import Workspace

/// A project with its history.
struct HistoryProject {
  let repository: Repository
  let git: GitRepository
  /// Relative to the top of the work tree; `""`: the top.
  let prefix: String

  /// A path as the index names it: relative to the top of the work tree.
  func path(_ word: String, from directory: String) throws -> String {
    try git.location.relative(Paths.absolute(word, in: directory))
  }

  /// The other way round: as the user sees it.
  func display(_ path: String) -> String {
    guard let top = git.location.workTree, !path.contains("://") else { return path }
    return repository.display(Paths.absolute(path, in: top))
  }
}

extension Session {
  func historyProject() throws -> HistoryProject {
    let repository = try open()
    guard let git = try repository.git() else { throw UsageError.needsGit }
    let inside = try git.location.relative(repository.root)
    return HistoryProject(repository: repository, git: git, prefix: inside == "." ? "" : inside)
  }
}

import Files
import Git

/// Where git looks for hooks in a repository, and whose place that is.
enum HookPlace: Equatable {
  /// Git's own directory, or one inside it.
  case own(String)
  /// `core.hooksPath` in the work tree: shared by the team through git.
  case shared(String)
  /// Files that husky runs (`.husky`), each without more than a few lines.
  case husky(String)
  /// `core.hooksPath` outside of the repository, for all of a user's repositories: ours goes before it.
  case elsewhere(String, ours: String)

  static func find(_ git: GitRepository) throws(GitError) -> HookPlace {
    let common = git.location.commonDirectory
    let directory = Paths.normalize(try git.hooksDirectory())
    let ours = Paths.join(common, "cairn-hooks")
    if directory == common + "/hooks" || Paths.isInside(directory, common), directory != ours {
      return .own(directory)
    }
    if directory == ours {
      // Set by an earlier install: what it stands before is the next level's value.
      let before = try git.config().values("core.hooksPath").dropLast().last
      return before.map { .elsewhere(Paths.absolute($0, in: common), ours: ours) } ?? .own(ours)
    }
    if let top = git.location.workTree, Paths.isInside(directory, top) {
      if Paths.name(directory) == "_", Paths.name(Paths.parent(directory)) == ".husky" {
        return .husky(Paths.parent(directory))
      }
      return .shared(directory)
    }
    return .elsewhere(directory, ours: ours)
  }

  /// Where scripts are written.
  var directory: String {
    switch self {
    case .own(let directory), .shared(let directory), .husky(let directory): directory
    case .elsewhere(_, let ours): ours
    }
  }
}

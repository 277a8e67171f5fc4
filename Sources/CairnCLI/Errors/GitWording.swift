import Git

extension FailureWording {
  func describe(_ error: GitError) -> Failure {
    switch error {
    case .notARepository(let path):
      Failure(
        message: "'\(path)' is not in a git repository. "
          + "Only supported for Git repositories. If you're seeing this error in a Git repo, try updating the "
          + "DVC configuration with `\(program.name) config core.no_scm false`.")
    case .badGitFile(let path): Failure(message: "'\(path)' leads to no git repository")
    case .outsideRepository(let path): Failure(message: "'\(path)' is outside of the git repository")
    case .bareRepository(let path): Failure(message: "the git repository '\(path)' has no work tree")
    case .unsafeOwner(let path):
      Failure(
        message: "the git repository '\(path)' belongs to somebody else",
        hint:
          "To use it nevertheless, run:\n\n\tgit config --global --add safe.directory \(GitHint.quoted(path))"
      )
    case .programMissing: Failure(message: "there is no `git` in PATH")
    case .programFailed(let arguments, let code, let message):
      Failure(message: "`git \(arguments.joined(separator: " "))` failed (\(code)): \(message)")
    case .unknownRevision(let name): Failure(message: "unknown Git revision '\(name)'")
    case .ambiguousRevision(let name): Failure(message: "the Git revision '\(name)' is ambiguous")
    case .missingObject(let id): Failure(message: "the git repository lacks the object \(id)")
    case .malformedObject(let id, let detail): Failure(message: "the git object \(id) is damaged: \(detail)")
    case .indexLocked(let path):
      Failure(message: "git's index is locked by another process: '\(path)' exists")
    case .badIndex(let path, let detail): Failure(message: "git's index '\(path)' is damaged: \(detail)")
    case .badConfig(let path, let line):
      Failure(message: "git's configuration '\(path)' is invalid, line \(line)")
    case .unsupported(let feature, let path):
      Failure(message: "the git repository '\(path)' uses \(feature), which is not supported")
    case .file(let error): Failure(message: Self.text(error))
    default: Failure(message: "git failed: \(error)")
    }
  }
}

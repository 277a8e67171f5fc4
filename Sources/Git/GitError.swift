import Files

/// Why something about a git repository could not be known or done. Facts only; wording and hints belong to
/// the face.
public enum GitError: Error, Equatable, Sendable {
  /// There is no repository at or above this path.
  case notARepository(path: String)
  /// A `.git` file (worktree, submodule) whose `gitdir:` leads nowhere.
  case badGitFile(path: String)
  /// The path is not below the work tree.
  case outsideRepository(path: String)
  /// The operation needs a work tree and the repository is bare.
  case bareRepository(path: String)
  /// Git's safe.directory rule: the path belongs to somebody else. Cured by
  /// `git config --global --add safe.directory PATH`.
  case unsafeOwner(path: String)
  /// No `git` in PATH (and, where objects are read, no libgit2 either). Cured by installing git.
  case programMissing
  /// The git program failed: its arguments, exit code (128 + signal when killed) and messages.
  case programFailed(arguments: [String], exitCode: Int32, message: String)
  /// No commit has this name.
  case unknownRevision(String)
  /// A short id that several objects share.
  case ambiguousRevision(String)
  /// An object that ought to exist does not: a damaged, shallow or partial clone.
  case missingObject(GitID)
  /// An object whose content breaks the format, or has another type than asked for.
  case malformedObject(GitID, detail: String)
  /// `index.lock` stayed in place: another git process is at work, or one crashed.
  case indexLocked(path: String)
  /// The index file cannot be understood.
  case badIndex(path: String, detail: String)
  /// A git configuration file that does not parse.
  case badConfig(path: String, line: Int)
  /// A feature of newer git that this room cannot read: "reftable", "sha256".
  case unsupported(feature: String, path: String)
  /// Any other failure of libgit2, with its error class and message.
  case library(operation: String, path: String, errorClass: Int32, message: String)
  case file(FileError)
}

/// Runs file operations, turning their error into a git error.
func files<Result>(_ body: () throws(FileError) -> Result) throws(GitError) -> Result {
  do { return try body() } catch { throw .file(error) }
}

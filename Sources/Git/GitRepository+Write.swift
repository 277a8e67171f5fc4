import Files

extension GitRepository {
  /// Runs the git program in this repository and returns what it printed: for what has no function here.
  /// - Throws: `programFailed` unless it ends with 0, `programMissing`.
  @discardableResult
  public func run(_ arguments: [String], input: [UInt8]? = nil) throws(GitError) -> [UInt8] {
    try program.run(arguments, input: input).output
  }

  /// Sets a value in the repository's own configuration file.
  public func setConfig(_ key: String, _ value: String) throws(GitError) {
    _ = try program.run(["config", "--local", "--", key, value])
    settings.forget()
  }

  /// The value of a configuration key over all levels; nil when unset.
  public func config(_ key: String) throws(GitError) -> String? { try config()[key] }

  /// Where git looks for hooks: `core.hooksPath`, else the shared `hooks` directory.
  public func hooksDirectory() throws(GitError) -> String {
    guard let path = try config().path("core.hooksPath"), !path.isEmpty else {
      return location.commonDirectory + "/hooks"
    }
    return Paths.absolute(path, in: location.workTree ?? location.gitDirectory)
  }

  /// An annotated tag, made by git so that its signing and identity settings apply.
  public func createTag(_ name: String, at commit: GitID, message: String) throws(GitError) {
    _ = try program.run(["tag", "--annotate", "--message", message, "--", name, commit.hex])
  }

  public func deleteTag(_ name: String) throws(GitError) {
    _ = try program.run(["tag", "--delete", "--", name])
  }

  /// Clones with the git program, which asks for credentials where it must, and knows every protocol the
  /// user's git knows.
  ///
  /// - Parameters:
  ///   - directory: an absolute path that does not exist yet, or an empty directory.
  ///   - revision: checked that it exists.
  ///   - checkout: whether files are put into the work tree; reading revisions doesn't need them.
  /// - Throws: `programFailed` with git's message, `unknownRevision`.
  public static func clone(
    _ url: String, to directory: String, revision: String? = nil, checkout: Bool = false,
    environment: GitEnvironment
  ) throws(GitError) -> (repository: GitRepository, commit: GitID?) {
    let program = GitProgram(location: nil, environment: environment)
    let arguments = ["clone", "--quiet"] + (checkout ? [] : ["--no-checkout"])
    _ = try program.run(arguments + ["--", url, directory])
    guard let location = try GitLocation.at(Paths.normalize(directory)) else {
      throw .notARepository(path: directory)
    }
    let repository = GitRepository(location, environment: environment)
    guard let revision else { return (repository, try repository.headCommit()) }
    let commit = try repository.resolve(revision)
    if checkout { _ = try repository.program.run(["checkout", "--quiet", "--detach", commit.hex]) }
    return (repository, commit)
  }

  /// Brings a clone up to date with where it came from, tags included.
  public func fetch() throws(GitError) {
    _ = try program.run(["fetch", "--quiet", "--prune", "--tags", "--force"])
  }
}

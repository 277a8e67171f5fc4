import Files

/// A bare copy of somebody else's repository, kept between runs and brought up to date only for a revision that it
/// lacks.
///
/// Nothing of that repository runs here: there is no work tree, so no filter and no hook of it is ever asked, its
/// submodules are not entered, and its configuration is not read. The user's own git does the transport, with the
/// user's credentials and configuration.
public enum GitMirror {
  /// Where the wanted commit stands in the mirror after a fetch, out of the way of branches and tags.
  private static let wanted = "refs/cairn/wanted"
  private static let head = "refs/cairn/HEAD"

  /// The repository and the commit that `revision` names there (nil: its HEAD). A full commit id that the mirror
  /// has asks nobody; anything else is asked for each time, since it may have moved.
  /// - Parameters:
  ///   - directory: absolute; made when it isn't there. The caller keeps others out meanwhile.
  ///   - withTags: all branches and tags are wanted, with their history.
  ///   - isOffline: only what the mirror has already; `unknownRevision` for anything else.
  /// - Throws: `programFailed` with git's message when the repository can't be had, `unknownRevision`.
  public static func open(
    _ url: String, at directory: String, revision: String?, withTags: Bool = false, isOffline: Bool = false,
    environment: GitEnvironment
  ) throws(GitError) -> (repository: GitRepository, commit: GitID) {
    if url.hasPrefix("-") { throw .notARepository(path: url) }
    if let revision, revision.isEmpty || revision.hasPrefix("-") { throw .unknownRevision(revision) }
    if isOffline, !FileSystem.exists(Paths.join(directory, "HEAD")) {
      throw .unknownRevision(revision ?? "HEAD")
    }
    try create(directory, environment)
    var repository = try open(directory, environment)
    if !withTags, let revision, let id = GitID(hex: revision), (try? repository.commit(id)) != nil {
      return (repository, id)
    }
    let name = revision ?? "HEAD"
    if isOffline { throw .unknownRevision(name) }
    if isPlain(name), !withTags {
      let shallow = try attempt(
        ["--depth", "1", "--no-tags", "--", url, "+\(name):\(wanted)"], repository.program)
      if shallow.exitCode == 0 {
        repository = try open(directory, environment)
        return (repository, try repository.resolve(wanted))
      }
      if !isRefusal(shallow.message) { throw failure(url, shallow) }
      if revision == nil, shallow.message.contains("couldn't find remote ref HEAD") {
        throw .unknownRevision(name)
      }
    }
    // Everything: the name may be any expression of gitrevisions(7), or the server gives away no single commits.
    let isShallow = FileSystem.exists(Paths.join(directory, "shallow"))
    let all = try attempt(
      (isShallow ? ["--unshallow"] : []) + [
        "--force", "--prune", "--", url, "+HEAD:\(head)", "+refs/heads/*:refs/heads/*",
        "+refs/tags/*:refs/tags/*",
      ], repository.program)
    if all.exitCode != 0 { throw failure(url, all) }
    repository = try open(directory, environment)
    let isHead = name == "HEAD" || name.hasPrefix("HEAD~") || name.hasPrefix("HEAD^")
    do {
      return (repository, try repository.resolve(isHead ? head + name.dropFirst(4) : name))
    } catch .unknownRevision {
      throw .unknownRevision(name)
    }
  }

  private static func create(_ directory: String, _ environment: GitEnvironment) throws(GitError) {
    if FileSystem.exists(Paths.join(directory, "HEAD")) { return }
    try files { () throws(FileError) in try FileSystem.makeDirectories(Paths.parent(directory)) }
    _ = try GitProgram(location: nil, environment: environment)
      .run(["init", "--quiet", "--bare", "--template=", "--", directory])
  }

  private static func open(_ directory: String, _ environment: GitEnvironment) throws(GitError)
    -> GitRepository
  {
    guard let location = try GitLocation.at(Paths.normalize(directory)) else {
      throw .notARepository(path: directory)
    }
    return GitRepository(location, environment: environment)
  }

  private static func attempt(_ arguments: [String], _ program: GitProgram) throws(GitError)
    -> GitProgram.Output
  {
    try program.attempt(
      [
        "-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never", "-c", "gc.auto=0",
        "-c", "maintenance.auto=false", "fetch", "--quiet", "--no-recurse-submodules",
        "--no-write-fetch-head",
      ] + arguments)
  }

  private static func failure(_ url: String, _ output: GitProgram.Output) -> GitError {
    .programFailed(arguments: ["fetch", url], exitCode: output.exitCode, message: output.message)
  }

  /// A name that may stand in a refspec: a branch, a tag, a full id.
  private static func isPlain(_ name: String) -> Bool {
    !name.utf8.contains { ":^~*?[\\ @".utf8.contains($0) || $0 < 0x20 }
  }

  /// The repository is there but doesn't hand out what was asked for in this way.
  private static func isRefusal(_ message: String) -> Bool {
    [
      "couldn't find remote ref", "not our ref", "unadvertised object", "does not support shallow",
      "shallow", "invalid refspec", "no such remote ref",
    ].contains { message.contains($0) }
  }
}

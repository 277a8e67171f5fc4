import CSystem
import Files

extension GitRepository {
  /// `git add`: what is new or changed is added, what is gone is removed from the index, a directory with
  /// everything below it. What git ignores and does not track is passed over, silently like in git's own
  /// `git add .`; so is what neither exists nor is tracked.
  ///
  /// Another git process may hold the index: tried again until `patience` runs out.
  /// - Returns: the staged paths, relative to the work tree.
  /// - Throws: `indexLocked`, `programMissing`, `programFailed`, `outsideRepository`.
  @discardableResult
  public func stage(_ paths: [String], patience: Patience = .standard) throws(GitError) -> [String] {
    let top = try location.requireWorkTree()
    let index = try index()
    let rules = try ignoreRules()
    var singles: [String] = []
    var directories: [String] = []
    for path in paths {
      let relative = try location.relative(path)
      let full = Paths.join(top, relative)
      let info = try files { () throws(FileError) in try FileSystem.info(full, followLinks: false) }
      if !index.contains(relative) {
        guard let info, !rules.isIgnored(relative, isDirectory: info.isDirectory) else { continue }
      }
      if info?.isDirectory == true { directories.append(relative) } else { singles.append(relative) }
    }
    // For single files the plumbing, which takes names literally and adds and removes in one go.
    try update(["update-index", "--add", "--remove", "--replace", "-z", "--stdin"], singles, patience)
    try update(
      ["--literal-pathspecs", "add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul"], directories,
      patience)
    return singles + directories
  }

  /// Takes files back out of the index: to what HEAD has, or out altogether when HEAD has none.
  public func unstage(_ paths: [String], patience: Patience = .standard) throws(GitError) {
    var wanted: [String] = []
    for path in paths { wanted.append(try location.relative(path)) }
    if try headCommit() == nil {
      try update(["update-index", "--force-remove", "-z", "--stdin"], wanted, patience)
    } else {
      try update(
        ["--literal-pathspecs", "reset", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul"], wanted,
        patience)
    }
  }

  /// How long to wait for another git process.
  public struct Patience: Sendable {
    public var attempts: Int
    public var milliseconds: UInt32
    public init(attempts: Int, milliseconds: UInt32) {
      self.attempts = attempts
      self.milliseconds = milliseconds
    }
    /// Three seconds, as for the project's own lock.
    public static let standard = Patience(attempts: 31, milliseconds: 100)
  }

  private func update(
    _ arguments: [String], _ paths: [String], _ patience: Patience
  ) throws(GitError) {
    if paths.isEmpty { return }
    var input: [UInt8] = []
    for path in paths {
      input.append(contentsOf: path.utf8)
      input.append(0)
    }
    var attempt = 1
    while true {
      do {
        _ = try program.run(arguments, input: input)
        return
      } catch {
        guard case .indexLocked = error, attempt < patience.attempts else { throw error }
      }
      attempt += 1
      sys_sleep_ms(patience.milliseconds)
    }
  }
}

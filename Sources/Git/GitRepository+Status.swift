/// What `git status` says, reduced to what cairn asks.
public struct GitStatus: Equatable, Sendable {
  /// Tracked files that differ between HEAD, index and work tree; relative to the work tree.
  public let changed: [String]
  /// Files git neither tracks nor ignores.
  public let untracked: [String]
}

extension GitRepository {
  public enum Untracked: String, Sendable {
    case none = "no"
    /// A directory without tracked files is named once, with a slash at the end.
    case directories = "normal"
    case all = "all"
  }

  /// One run of `git status`, and so exactly as quick. Takes no lock: a git command beside it isn't
  /// disturbed.
  public func status(_ untracked: Untracked = .none) throws(GitError) -> GitStatus {
    _ = try location.requireWorkTree()
    let output = try program.run([
      "--no-optional-locks", "status", "--porcelain=v1", "-z", "--no-renames",
      "--untracked-files=\(untracked.rawValue)",
    ]).output
    var changed: [String] = []
    var others: [String] = []
    for record in output.split(separator: 0) where record.count > 3 {
      let path = String(decoding: record.dropFirst(3), as: UTF8.self)
      if record.first == UInt8(ascii: "?") { others.append(path) } else { changed.append(path) }
    }
    return GitStatus(changed: changed, untracked: others)
  }

  /// Whether a tracked file other than the named ones has a change that isn't committed.
  public func isDirty(ignoring: Set<String> = []) throws(GitError) -> Bool {
    try status().changed.contains { !ignoring.contains($0) }
  }

  /// Untracked files, relative to the work tree; `all` looks into untracked directories.
  public func untrackedFiles(all: Bool = true) throws(GitError) -> [String] {
    try status(all ? .all : .directories).untracked
  }
}

import Files
import Synchronization

/// Git's ignore rules for one work tree: every `.gitignore`, `.git/info/exclude`, and `core.excludesFile`.
///
/// A snapshot: a `.gitignore` is read when a path below its directory is first asked about, and kept. Take a
/// new one after editing ignore files. Usable from any thread. Whether a path is *tracked* plays no part: git
/// ignores only what it doesn't track.
public final class GitIgnore: Sendable {
  /// What is known of one directory.
  private final class Directory: Sendable {
    /// Below an ignored directory everything is ignored, whatever deeper files say.
    let isIgnored: Bool
    let parent: Directory?
    let rules: IgnoreRules
    /// Bytes of the directory's path with its slash: what to cut off a path for `rules`.
    let prefix: Int

    init(isIgnored: Bool, parent: Directory?, rules: IgnoreRules, prefix: Int) {
      self.isIgnored = isIgnored
      self.parent = parent
      self.rules = rules
      self.prefix = prefix
    }
  }

  private let workTree: String
  /// `info/exclude`, then `core.excludesFile`: asked after every `.gitignore`.
  private let shared: [IgnoreRules]
  private let known: Mutex<[ArraySlice<UInt8>: Directory]>

  init(workTree: String, shared: [IgnoreRules]) throws(GitError) {
    self.workTree = workTree
    self.shared = shared.filter { !$0.isEmpty }
    let root = Directory(
      isIgnored: false, parent: nil, rules: try Self.rules(workTree + "/.gitignore"), prefix: 0)
    known = Mutex([[]: root])
  }

  /// Whether git would ignore a path, were it untracked. `.git` itself isn't a matter of rules: false.
  /// - Parameter path: relative to the work tree, normalised.
  public func isIgnored(_ path: String, isDirectory: Bool) throws(GitError) -> Bool {
    try isIgnored(Array(path.utf8)[...], isDirectory: isDirectory)
  }

  /// The same for bytes, without making text of them.
  public func isIgnored(_ path: ArraySlice<UInt8>, isDirectory: Bool) throws(GitError) -> Bool {
    if path.isEmpty { return false }
    let cut = path.lastIndex(of: UInt8(ascii: "/"))
    let directory = try self.directory(cut.map { path[..<$0] } ?? [])
    return decide(directory, path, cut, isDirectory)
  }

  private func decide(
    _ directory: Directory, _ path: ArraySlice<UInt8>, _ cut: Int?, _ isDirectory: Bool
  ) -> Bool {
    if directory.isIgnored { return true }
    let name = cut.map { path[($0 + 1)...] } ?? path
    var level: Directory? = directory
    while let current = level {
      let below = path[(path.startIndex + current.prefix)...]
      if let ignored = current.rules.decide(below, name: name, isDirectory: isDirectory) { return ignored }
      level = current.parent
    }
    for rules in shared {
      if let ignored = rules.decide(path, name: name, isDirectory: isDirectory) { return ignored }
    }
    return false
  }

  private func directory(_ path: ArraySlice<UInt8>) throws(GitError) -> Directory {
    if let directory = known.withLock({ $0[path] }) { return directory }
    let cut = path.lastIndex(of: UInt8(ascii: "/"))
    let parent = try directory(cut.map { path[..<$0] } ?? [])
    let ignored = decide(parent, path, cut, true)
    let file = workTree + "/" + String(decoding: path, as: UTF8.self) + "/.gitignore"
    let rules = ignored ? IgnoreRules([]) : try Self.rules(file)
    let made = Directory(
      isIgnored: ignored, parent: parent, rules: rules, prefix: path.count + 1)
    return known.withLock { known in
      if let other = known[path] { return other }
      known[ArraySlice(Array(path))] = made
      return made
    }
  }

  /// An absent file has no rules; neither has a `.gitignore` that is a symbolic link, which git doesn't
  /// follow.
  private static func rules(_ path: String) throws(GitError) -> IgnoreRules {
    let info = try files { () throws(FileError) in try FileSystem.info(path, followLinks: false) }
    guard info?.kind == .file else { return IgnoreRules([]) }
    return IgnoreRules(try files { () throws(FileError) in try FileSystem.readIfPresent(path) } ?? [])
  }
}

extension GitRepository {
  /// The ignore rules as they are now. Take one for a whole batch of questions.
  public func ignoreRules() throws(GitError) -> GitIgnore {
    let top = try location.requireWorkTree()
    let config = try config()
    let excludes = config.path("core.excludesFile") ?? environment.xdgDirectory.map { $0 + "/ignore" }
    var shared: [IgnoreRules] = []
    for path in [location.commonDirectory + "/info/exclude", excludes ?? ""] where !path.isEmpty {
      let absolute = Paths.absolute(path, in: top)
      let bytes = try files { () throws(FileError) in try FileSystem.readIfPresent(absolute) }
      shared.append(IgnoreRules(bytes ?? []))
    }
    return try GitIgnore(workTree: top, shared: shared)
  }

  /// Whether git would ignore one path, were it untracked. For more than a few, use ``ignoreRules()``.
  public func isIgnored(_ path: String, isDirectory: Bool) throws(GitError) -> Bool {
    try ignoreRules().isIgnored(location.relative(path), isDirectory: isDirectory)
  }
}

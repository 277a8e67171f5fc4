import Files
import Synchronization

/// Git's ignore rules for one work tree: every `.gitignore`, `.git/info/exclude`, and `core.excludesFile`.
///
/// A snapshot: a `.gitignore` is read when a path below its directory is first asked about, and kept. Take a
/// new one after editing ignore files. Usable from any thread. Whether a path is *tracked* plays no part: git
/// ignores only what it doesn't track. A file of rules that cannot be read has none, as with git.
public final class GitIgnore: Sendable {
  /// The rules that hold in one directory.
  private final class Directory: Sendable {
    /// Below an ignored directory everything is ignored, whatever deeper files say.
    let isIgnored: Bool
    let rules: IgnoreStack

    init(isIgnored: Bool, rules: IgnoreStack) {
      self.isIgnored = isIgnored
      self.rules = rules
    }
  }

  private struct Known {
    var directories: [[UInt8]: Directory] = [:]
    /// The directory of the last question: walks ask about its neighbours next.
    var recent: (path: [UInt8], directory: Directory)
  }

  private let workTree: String
  /// With `core.ignoreCase`, rules and paths are compared in lower case.
  private let foldsCase: Bool
  private let known: Mutex<Known>

  /// - Parameter shared: the rules outside the work tree, the weakest first: path and name for people.
  init(workTree: String, shared: [(path: String, source: String)], foldsCase: Bool) {
    self.workTree = workTree
    self.foldsCase = foldsCase
    var rules = IgnoreStack()
    for file in shared { Self.append(file.path, file.source, base: "", foldsCase, &rules) }
    Self.append(workTree + "/.gitignore", ".gitignore", base: "", foldsCase, &rules)
    let root = Directory(isIgnored: false, rules: rules)
    known = Mutex(Known(directories: [[]: root], recent: ([], root)))
  }

  /// Whether git would ignore a path, were it untracked. `.git` itself isn't a matter of rules: false.
  /// - Parameter path: relative to the work tree, normalised.
  public func isIgnored(_ path: String, isDirectory: Bool) -> Bool {
    var path = path
    return path.withUTF8 { isIgnored($0, isDirectory: isDirectory) }
  }

  /// The same for bytes: the form for walks.
  public func isIgnored(_ path: UnsafeBufferPointer<UInt8>, isDirectory: Bool) -> Bool {
    if path.isEmpty { return false }
    if foldsCase { return folded(path) { answer($0, isDirectory) } }
    return answer(path, isDirectory)
  }

  /// The rule that decides about a path: the one that ignores its topmost ignored parent, else its own.
  public func explain(_ path: String, isDirectory: Bool) -> IgnoreDecision? {
    for i in path.utf8.indices where path.utf8[i] == UInt8(ascii: "/") {
      let parent = String(path[..<i])
      if let decision = decide(parent, isDirectory: true), decision.isIgnored { return decision }
    }
    return decide(path, isDirectory: isDirectory)
  }

  // MARK: -

  private func decide(_ path: String, isDirectory: Bool) -> IgnoreDecision? {
    let path = foldsCase ? path.lowercased() : path
    return directory(Array(Paths.parent(path).utf8)).rules.decide(path, isDirectory: isDirectory)
  }

  private func answer(_ path: UnsafeBufferPointer<UInt8>, _ isDirectory: Bool) -> Bool {
    let cut = path.lastIndex(of: UInt8(ascii: "/")) ?? 0
    let parent = UnsafeBufferPointer(rebasing: path[..<cut])
    let recent = known.withLock { $0.recent }
    let directory = recent.path.elementsEqual(parent) ? recent.directory : directory(Array(parent))
    return directory.isIgnored || directory.rules.ignores(path, isDirectory: isDirectory)
  }

  private func directory(_ path: [UInt8]) -> Directory {
    let found = known.withLock { known -> Directory? in
      guard let directory = known.directories[path] else { return nil }
      known.recent = (path, directory)
      return directory
    }
    if let found { return found }
    let cut = path.lastIndex(of: UInt8(ascii: "/")) ?? 0
    let parent = directory(Array(path[..<cut]))
    let ignored =
      parent.isIgnored || path.withUnsafeBufferPointer { parent.rules.ignores($0, isDirectory: true) }
    var rules = parent.rules
    if !ignored {
      let base = String(decoding: path, as: UTF8.self)
      Self.append("\(workTree)/\(base)/.gitignore", "\(base)/.gitignore", base: base, foldsCase, &rules)
    }
    let made = Directory(isIgnored: ignored, rules: rules)
    known.withLock {
      $0.directories[path] = made
      $0.recent = (path, made)
    }
    return made
  }

  private static func append(
    _ path: String, _ source: String, base: String, _ foldsCase: Bool, _ rules: inout IgnoreStack
  ) {
    // Git doesn't follow a .gitignore that is a symbolic link.
    let own = Paths.name(path) == ".gitignore"
    guard let info = try? FileSystem.info(path, followLinks: !own), info.kind == .file,
      let text = try? FileSystem.readIfPresent(path)
    else { return }
    let patterns = IgnorePatterns(
      text: foldsCase ? text.map(lower) : text, source: source, base: base, dialect: .git)
    if !patterns.rules.isEmpty { rules.append(patterns) }
  }

  private func folded(
    _ path: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Bool
  ) -> Bool {
    path.map(Self.lower).withUnsafeBufferPointer(body)
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
  }
}

extension GitRepository {
  /// The ignore rules as they are now. Take one for a whole batch of questions.
  public func ignoreRules() throws(GitError) -> GitIgnore {
    let top = try location.requireWorkTree()
    let foldsCase = try config().bool("core.ignoreCase") == true
    return GitIgnore(workTree: top, shared: try sharedIgnoreFiles(), foldsCase: foldsCase)
  }

  /// The ignore files outside the work tree, whether they exist or not, the weakest first: an absolute path,
  /// and the name to tell people.
  public func sharedIgnoreFiles() throws(GitError) -> [(path: String, source: String)] {
    let own = (path: location.commonDirectory + "/info/exclude", source: ".git/info/exclude")
    let users = try config().path("core.excludesFile") ?? environment.xdgDirectory.map { $0 + "/ignore" }
    guard let users, !users.isEmpty else { return [own] }
    return [(absolutePath(users, in: location.workTree ?? location.gitDirectory), users), own]
  }

  /// Whether git would ignore one path, were it untracked. For more than a few, use ``ignoreRules()``.
  public func isIgnored(_ path: String, isDirectory: Bool) throws(GitError) -> Bool {
    try ignoreRules().isIgnored(location.relative(path), isDirectory: isDirectory)
  }
}

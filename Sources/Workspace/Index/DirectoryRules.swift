import Files

/// The ignore rules that hold directly inside one directory: those of `.dvcignore` files from the root down, and git's
/// where the workspace is in git. A value: entering a directory makes new rules, siblings don't see them.
struct DirectoryRules: Sendable {
  static let ignoreFile = ".dvcignore"
  static let gitIgnoreFile = ".gitignore"
  /// What every project hides (formats §1.4).
  static let builtIn = IgnorePatterns(text: ".hg/\n.git\n.git/\n.dvc/\n", source: "")

  private(set) var data = IgnoreStack([Self.builtIn])
  /// Paths are relative to git's work tree; nil outside git.
  private(set) var git: IgnoreStack?
  /// The project root relative to git's work tree, with a slash at the end unless empty.
  private let gitPrefix: String

  /// - Parameters:
  ///   - git: rules from above the project root: excludes of the user and the repository, ignore files of parents.
  ///   - gitPrefix: the project root relative to git's work tree.
  init(git: IgnoreStack? = nil, gitPrefix: String = "") {
    self.git = git
    self.gitPrefix = gitPrefix.isEmpty ? "" : gitPrefix + "/"
  }

  /// The rules inside `directory` (root-relative), given its entries.
  func entering(
    _ directory: String, entries: [(name: String, kind: FileInfo.Kind)], in tree: some SourceTree
  ) throws -> DirectoryRules {
    var rules = self
    for (name, kind) in entries
    where kind != .directory && (name == Self.ignoreFile || name == Self.gitIgnoreFile) {
      try rules.add(name, of: directory, in: tree)
    }
    return rules
  }

  /// The same where the entries aren't known: asks for the files by name.
  func entering(_ directory: String, in tree: some SourceTree) throws -> DirectoryRules {
    var rules = self
    try rules.add(Self.ignoreFile, of: directory, in: tree)
    try rules.add(Self.gitIgnoreFile, of: directory, in: tree)
    return rules
  }

  private mutating func add(_ name: String, of directory: String, in tree: some SourceTree) throws {
    if name == Self.gitIgnoreFile, git == nil { return }
    let source = directory.isEmpty ? name : directory + "/" + name
    guard let text = try tree.read(source) else { return }
    if name == Self.ignoreFile {
      data.append(IgnorePatterns(text: text, source: source, base: directory))
    } else {
      var base = gitPrefix + directory
      if base.hasSuffix("/") { base.removeLast() }
      git?.append(IgnorePatterns(text: text, source: source, base: base, dialect: .git))
    }
  }

  /// Whether a `.dvcignore` says anything here.
  var hasOwnData: Bool { data.sets.dropFirst().contains { !$0.rules.isEmpty } }

  /// Whether a child of this directory is hidden from collection.
  func hides(_ path: String, isDirectory: Bool) -> Bool {
    if data.decide(path, isDirectory: isDirectory)?.isIgnored == true { return true }
    return git?.decide(gitPrefix + path, isDirectory: isDirectory)?.isIgnored == true
  }
}

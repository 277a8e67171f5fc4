import Files
import Git
import Manifests

extension Repository {
  /// The rules that git has from above the project root.
  func rulesAboveRoot() throws -> DirectoryRules {
    guard let gitLocation, let top = gitLocation.workTree else { return DirectoryRules() }
    let prefix = Paths.relative(root, to: top)
    var stack = IgnoreStack()
    for (file, source) in try excludeFiles(gitLocation) {
      if let text = try FileSystem.readIfPresent(file) {
        stack.append(IgnorePatterns(text: text, source: source, dialect: .git))
      }
    }
    guard prefix != ".", !prefix.hasPrefix("..") else { return DirectoryRules(git: stack) }
    var base = ""
    for part in prefix.split(separator: "/") {
      let source = base.isEmpty ? DirectoryRules.gitIgnoreFile : base + "/" + DirectoryRules.gitIgnoreFile
      if let text = try FileSystem.readIfPresent(Paths.join(top, source)) {
        stack.append(IgnorePatterns(text: text, source: source, base: base, dialect: .git))
      }
      base = base.isEmpty ? String(part) : base + "/" + part
    }
    return DirectoryRules(git: stack, gitPrefix: prefix)
  }

  private func excludeFiles(_ location: GitLocation) throws -> [(String, String)] {
    let user =
      try git()?.config().path("core.excludesFile")
      ?? (environment["XDG_CONFIG_HOME"] ?? environment.home + "/.config") + "/git/ignore"
    return [
      (Paths.absolute(user, in: root), user),
      (location.commonDirectory + "/info/exclude", ".git/info/exclude"),
    ]
  }

  var stageLoader: StageLoader {
    StageLoader(
      root: root, workingDirectory: workingDirectoryInside, flags: flagStyle,
      remotePath: { [config] in config.localPath(of: $0).map(Paths.normalize) })
  }

  /// Where something that a stage names lies.
  public func location(of declared: String, from directory: String) -> DataLocation {
    stageLoader.place(declared, directory)
  }

  func buildIndex() throws -> Index {
    try IndexBuilder(
      tree: WorkspaceTree(root: root), root: root, rules: rulesAboveRoot(), loader: stageLoader
    ).build()
  }

  /// What can be read of the workspace, and by root-relative path why other files can't.
  public func readableIndex() throws -> (index: Index, broken: [String: any Error]) {
    var broken: [String: any Error] = [:]
    let index = try IndexBuilder(
      tree: WorkspaceTree(root: root), root: root, rules: rulesAboveRoot(), loader: stageLoader
    ).build { file, error in broken[file] = error }
    return (index, broken)
  }

  /// What can be read of a revision, or of git's index.
  public func readableIndex(at tree: any SourceTree) throws -> Index {
    let index = try IndexBuilder(tree: tree, root: root, rules: DirectoryRules(), loader: stageLoader)
      .build { _, _ in }
    try keepListedTrees(index)
    return index
  }

  /// Everything tracked in a revision.
  public func index(at tree: any SourceTree) throws -> Index {
    do {
      let index = try IndexBuilder(tree: tree, root: root, rules: DirectoryRules(), loader: stageLoader)
        .build()
      try keepListedTrees(index)
      return index
    } catch WorkspaceError.invalidFile(let path, let cause) {
      guard let commit = (tree as? RevisionTree)?.commit else {
        throw WorkspaceError.invalidFile(path: path, cause: cause)
      }
      throw WorkspaceError.invalidFileInRevision(
        path: path, revision: String(commit.description.prefix(7)), text: (try? tree.read(path)) ?? [],
        cause: cause)
    }
  }
}

import Files

/// Where a repository is. Absolute, normalised paths.
public struct GitLocation: Equatable, Sendable {
  /// The top of the checked-out files; nil in a bare repository and inside a git directory.
  public let workTree: String?
  /// This work tree's own directory (HEAD, index): `.git`, `.git/worktrees/NAME`, `.git/modules/NAME`.
  public let gitDirectory: String
  /// What all work trees share (objects, branches, config, hooks); the same as `gitDirectory` in most.
  public let commonDirectory: String
  public let isBare: Bool

  public init(workTree: String?, gitDirectory: String, commonDirectory: String, isBare: Bool) {
    self.workTree = workTree
    self.gitDirectory = gitDirectory
    self.commonDirectory = commonDirectory
    self.isBare = isBare
  }

  /// Turns an absolute path, or one relative to the work tree, into one relative to the work tree; `""` is
  /// the work tree itself.
  /// - Throws: `outsideRepository`, `bareRepository`.
  public func relative(_ path: String) throws(GitError) -> String {
    let top = try requireWorkTree()
    let absolute = Paths.absolute(path, in: top)
    if absolute == top { return "" }
    guard Paths.isInside(absolute, top) else { throw .outsideRepository(path: path) }
    return Paths.relative(absolute, to: top)
  }

  func requireWorkTree() throws(GitError) -> String {
    guard let workTree else { throw .bareRepository(path: gitDirectory) }
    return workTree
  }
}

func absolutePath(_ path: String, in base: String) -> String { Paths.absolute(path, in: base) }

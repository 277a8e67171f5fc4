import Files

extension GitLocation {
  /// Finds the repository that holds a directory, as git does: the nearest `.git` directory, `.git` file, or
  /// bare repository at or above it, without leaving the file system. Reads two or three small files.
  ///
  /// - Parameters:
  ///   - path: an absolute directory.
  ///   - ceiling: a directory above `path` that is not looked into, nor anything above it.
  /// - Throws: `badGitFile` where git would refuse as well, `badConfig`, `file`.
  public static func discover(
    from path: String, ceiling: String? = nil
  ) throws(GitError) -> GitLocation? {
    var directory = Paths.normalize(path)
    let device = try files { () throws(FileError) in try FileSystem.info(directory) }?.device
    while true {
      if let found = try at(directory) { return found }
      let parent = Paths.parent(directory)
      guard !parent.isEmpty, parent != directory, parent != ceiling else { return nil }
      let info = try files { () throws(FileError) in try FileSystem.info(parent) }
      guard device == nil || info?.device == device else { return nil }
      directory = parent
    }
  }

  /// The repository whose top is exactly this directory; nil when it is none.
  public static func at(_ directory: String) throws(GitError) -> GitLocation? {
    let dotGit = Paths.join(directory, ".git")
    switch try files({ () throws(FileError) in try FileSystem.info(dotGit) })?.kind {
    case .file:
      let target = try followGitFile(dotGit)
      return try located(top: directory, gitDirectory: target)
    case .directory where try isGitDirectory(dotGit):
      return try located(top: directory, gitDirectory: dotGit)
    default: break
    }
    guard try isGitDirectory(directory) else { return nil }
    let common = try commonDirectory(of: directory)
    let bare = try GitConfig.bool("core.bare", inFile: common + "/config") ?? false
    return GitLocation(workTree: nil, gitDirectory: directory, commonDirectory: common, isBare: bare)
  }

  private static func located(top: String, gitDirectory: String) throws(GitError) -> GitLocation {
    let common = try commonDirectory(of: gitDirectory)
    // core.bare and core.worktree of the shared config speak of the main work tree, not of a linked one.
    if common != gitDirectory {
      return GitLocation(workTree: top, gitDirectory: gitDirectory, commonDirectory: common, isBare: false)
    }
    let config = try GitConfig.entries(ofFile: gitDirectory + "/config")
    if let tree = config.last(where: { $0.key == "core.worktree" })?.value {
      let workTree = Paths.absolute(tree, in: gitDirectory)
      return GitLocation(
        workTree: workTree, gitDirectory: gitDirectory, commonDirectory: common, isBare: false)
    }
    let bare = GitConfig.bool(config.last { $0.key == "core.bare" }) ?? false
    return GitLocation(
      workTree: bare ? nil : top, gitDirectory: gitDirectory, commonDirectory: common, isBare: bare)
  }

  /// `gitdir: PATH`, relative to the file's own directory.
  private static func followGitFile(_ path: String) throws(GitError) -> String {
    let bytes = try files { () throws(FileError) in try FileSystem.read(path) }
    let prefix = Array("gitdir: ".utf8)
    guard bytes.starts(with: prefix) else { throw .badGitFile(path: path) }
    let end = bytes.lastIndex { $0 != 0x0A && $0 != 0x0D } ?? 0
    guard end >= prefix.count else { throw .badGitFile(path: path) }
    let named = String(decoding: bytes[prefix.count...end], as: UTF8.self)
    let target = Paths.absolute(named, in: Paths.parent(path))
    guard try isGitDirectory(target) else { throw .badGitFile(path: path) }
    return target
  }

  /// A linked work tree's git directory names the shared one in its file `commondir`.
  private static func commonDirectory(of gitDirectory: String) throws(GitError) -> String {
    let bytes = try files { () throws(FileError) in
      try FileSystem.readIfPresent(gitDirectory + "/commondir")
    }
    guard let bytes else { return gitDirectory }
    let end = bytes.lastIndex { $0 != 0x0A && $0 != 0x0D }.map { $0 + 1 } ?? 0
    return Paths.absolute(String(decoding: bytes[..<end], as: UTF8.self), in: gitDirectory)
  }

  /// Git's test: a HEAD that may be one, and the directories `objects` and `refs`.
  private static func isGitDirectory(_ path: String) throws(GitError) -> Bool {
    // HEAD may be a (dangling) symbolic link in very old repositories.
    let head = try files { () throws(FileError) in try FileSystem.info(path + "/HEAD", followLinks: false) }
    guard let head, head.kind == .file || head.kind == .symlink else { return false }
    let common = try commonDirectory(of: path)
    for name in ["/objects", "/refs"] {
      let info = try files { () throws(FileError) in try FileSystem.info(common + name) }
      guard info?.isDirectory == true else { return false }
    }
    return true
  }
}

import Documents
import Files
import Git
import Hashing
import Manifests
import Workspace

/// Another repository at one state: a directory of this machine as it lies there, or a commit of it or of a mirror.
///
/// It may be anybody's. It is only read, nothing of it is run, and every name in it is checked before use.
public final class SourceRepository {
  /// Which state is asked for, and with which settings.
  public struct Request: Sendable {
    public var url: String
    public var revision: String?
    /// A file of settings, or settings themselves.
    public var config: Value?
    /// The remote's name, or options of the default one.
    public var remote: Value?
    public var jobs: Int?
    /// All tags are wanted too.
    public var withTags = false
    /// Another machine is not asked: what a mirror has already must do.
    public var isOffline = false
    /// Directories that a relative path may count from; the first below which it is there wins.
    public var bases: [String]

    public init(url: String, bases: [String]) {
      self.url = url
      self.bases = bases
    }

    public init(_ source: RepositorySource, bases: [String]) {
      self.init(url: source.url, bases: bases)
      revision = source.revision
      config = source.config
      remote = source.remote
    }
  }

  /// A DVC project in it.
  final class Project {
    /// Its directory, relative to the source's; `""` at the top.
    let directory: String
    let repository: Repository
    let index: Index

    init(directory: String, repository: Repository, index: Index) {
      self.directory = directory
      self.repository = repository
      self.index = index
    }
  }

  let request: Request
  let opener: ProjectOpener
  /// What paths are relative to; for a mirror it need not exist.
  let base: String
  let tree: any SourceTree
  /// nil where git knows nothing of it.
  public let commit: GitID?
  /// nil outside of git.
  public let git: GitRepository?
  /// Its caches are on this machine.
  let isLocal: Bool
  /// How many imports led here.
  let depth: Int
  private var projects: [String: Project?] = [:]

  /// - Throws: ``ImportError``, `GitError.unknownRevision`, `ConfigError`.
  public convenience init(_ request: Request, opener: ProjectOpener) throws {
    try self.init(request, opener: opener, depth: 0)
  }

  init(_ request: Request, opener: ProjectOpener, depth: Int) throws {
    if depth > 8 { throw ImportError.tooDeep(url: request.url) }
    self.request = request
    self.opener = opener
    self.depth = depth
    let environment = GitEnvironment(opener.environment.variables)
    if case .path(let path) = SourceURL(request.url) {
      let places = request.bases.map { Paths.absolute(path, in: $0) }
      guard let place = try places.first(where: { try FileSystem.info($0)?.isDirectory == true }) else {
        throw ImportError.noRepository(url: request.url, mirror: opener.mirror(of: request.url))
      }
      let directory = try FileSystem.realPath(place)
      let location = try GitLocation.discover(from: directory)
      if location?.workTree != nil || location == nil {
        let root = try? RepositoryLocator.find(from: directory)
        let top = location?.workTree
        base = root ?? top ?? directory
        isLocal = true
        let git = location.map { GitRepository($0, environment: environment) }
        self.git = git
        if let revision = request.revision {
          guard let git, let top else { throw ImportError.sourceWithoutGit(url: request.url) }
          let commit = try git.resolve(revision)
          self.commit = commit
          tree = try git.tree(at: commit, below: base == top ? "" : Paths.relative(base, to: top))
        } else {
          commit = try git?.headCommit()
          tree = WorkspaceTree(root: base)
        }
        return
      }
    }
    isLocal = false
    var url = request.url
    if case .path(let path) = SourceURL(url) {
      let places = request.bases.map { Paths.absolute(path, in: $0) }
      url = places.first(where: FileSystem.exists) ?? url
    }
    // Relative places in the settings of a repository on this machine count from where it is.
    let mirror = opener.mirror(of: url)
    let isElsewhere = SourceURL.local(url) == nil && !url.hasPrefix("/")
    base = SourceURL.local(url).map(Paths.normalize) ?? (url.hasPrefix("/") ? url : mirror + "/work")
    let found = try opener.open(
      mirror: mirror, of: url, shown: request.url, revision: request.revision,
      withTags: request.withTags, isOffline: request.isOffline && isElsewhere)
    commit = found.commit
    git = found.repository
    tree = try found.repository.tree(at: found.commit)
  }

  // MARK: Projects

  /// The project that a path belongs to: the deepest directory on its way that holds a `.dvc`.
  func project(holding path: String) throws -> Project? {
    var here = path
    while true {
      if let project = try project(at: here) { return project }
      if here.isEmpty { return nil }
      here = Self.parent(here)
    }
  }

  /// The project whose root is exactly this directory.
  func project(at directory: String) throws -> Project? {
    if let known = projects[directory] { return known }
    guard try tree.kind(Self.join(directory, Repository.directoryName)) == .directory else {
      projects[directory] = .some(nil)
      return nil
    }
    let root = directory.isEmpty ? base : Paths.join(base, directory)
    var repository =
      isLocal && FileSystem.exists(Paths.join(root, Repository.directoryName))
      ? try opener.project(at: root) : try opener.project(in: tree, below: directory, root: root)
    repository = try adjusted(repository)
    let index = try repository.index(at: Below(tree: tree, directory: directory))
    let project = Project(directory: directory, repository: repository, index: index)
    projects[directory] = .some(project)
    return project
  }

  /// The project's settings with those asked for laid over them.
  private func adjusted(_ repository: Repository) throws -> Repository {
    if request.config == nil, request.remote == nil { return repository }
    var config = repository.config
    if let file = request.config?.string {
      let places = request.bases.map { Paths.absolute(file, in: $0) }
      guard let path = places.first(where: FileSystem.exists) else { throw FileError("read", file, errno: 2) }
      try config.overlay(file: FileSystem.read(path), path: path)
    } else if let settings = request.config?.map {
      config.overlay(settings)
    }
    if let name = request.remote?.string {
      config.overlay(defaultRemote: name)
    } else if let options = request.remote?.map {
      try config.overlay(defaultRemoteOptions: options, root: repository.root)
    }
    if let name = config.core.remote, request.remote != nil || request.config?.map != nil {
      _ = try config.remote(name, root: repository.root)
    }
    try config.validate()
    return repository.with(config)
  }

  static func join(_ a: String, _ b: String) -> String {
    if a.isEmpty { return b }
    return b.isEmpty ? a : a + "/" + b
  }

  static func parent(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }
}

/// A part of a tree, as a tree.
struct Below: SourceTree {
  let tree: any SourceTree
  let directory: String

  func read(_ path: String) throws -> [UInt8]? { try tree.read(SourceRepository.join(directory, path)) }
  func kind(_ path: String) throws -> FileInfo.Kind? { try tree.kind(SourceRepository.join(directory, path)) }
  func list(_ path: String) throws -> [(name: String, kind: FileInfo.Kind)] {
    try tree.list(SourceRepository.join(directory, path))
  }
}

extension ProjectOpener {
  func mirror(of url: String) -> String {
    Paths.join(mirrors, ObjectID(Hash.digest(Array(url.utf8), .md5)).description)
  }

  /// One process at a time brings a mirror up to date.
  func open(
    mirror: String, of url: String, shown: String, revision: String?, withTags: Bool = false,
    isOffline: Bool = false
  ) throws -> (repository: GitRepository, commit: GitID) {
    try FileSystem.makeDirectories(mirrors)
    let lock = try FileLock.acquire(mirror + ".lock") { _ in
      try cancellation.check()
      FileLock.pause(milliseconds: 50)
      return true
    }
    defer { lock?.release() }
    do {
      return try GitMirror.open(
        url, at: mirror, revision: revision, withTags: withTags, isOffline: isOffline,
        environment: GitEnvironment(environment.variables))
    } catch GitError.programFailed(_, _, let message) {
      throw ImportError.unreachable(url: shown, mirror: mirror, message: message)
    }
  }
}

import Files
import Git
import Hashing
import Manifests
import Objects

/// A project: the directory that holds `.dvc`, its configuration, store, git repository and local state.
///
/// Used from one thread; workers get frozen values only.
public final class Repository {
  public static let directoryName = ".dvc"

  /// Absolute and normalised, symbolic links resolved.
  public let root: String
  public let environment: Environment
  public let config: Config
  public let core: Config.Core
  /// nil with `core.no_scm` or outside git.
  public let gitLocation: GitLocation?
  public let progress: any ProgressSink
  public let cancellation: Cancellation
  /// How hard to work for data to survive a power cut.
  public let durability: Durability
  /// Bytes a second that transfers may move; nil: as many as they can.
  public let rateLimit: Int64?
  public let lock: RepositoryLock
  /// Files of ours that this run wrote.
  public var changes = ChangedFiles()
  /// What this run put into the workspace, or found there and stored: absolute path → object. See ``LinkRecord``.
  public var placed: [String: ObjectID] = [:]
  /// Entries of `.gitignore` files made by this run, taken back when it fails.
  public var ignoreEdits: IgnoreEdits

  private var openStore: ObjectStore?
  private var openGit: GitRepository?
  private var openState: State?
  private var openIndex: Index?
  private var openCompleteTrees: CompleteTrees?
  private(set) lazy var openedTrees = OpenedTrees(path: Paths.join(privateDirectory, "opened"))

  public init(
    root: String, environment: Environment, config: Config, gitLocation: GitLocation?,
    progress: any ProgressSink, cancellation: Cancellation, durability: Durability = .batch,
    rateLimit: Int64? = nil
  ) {
    self.root = root
    self.environment = environment
    self.config = config
    core = config.core
    self.gitLocation = gitLocation
    self.progress = progress
    self.cancellation = cancellation
    self.durability = durability
    self.rateLimit = rateLimit
    lock = RepositoryLock(temporaryDirectory: root + "/.dvc/tmp", usesLinks: config.core.hardlinkLock)
    ignoreEdits = IgnoreEdits(nursery: Self.nursery(of: root))
  }

  /// How new objects are named (`core.hash`).
  public var algorithm: HashAlgorithm { core.hash }
  public var dotDirectory: String { Paths.join(root, Self.directoryName) }
  public var temporaryDirectory: String { Paths.join(dotDirectory, "tmp") }
  /// Local state of ours, always safe to delete.
  public var privateDirectory: String { Paths.join(temporaryDirectory, "cairn") }
  /// Files that are not finished, before they get their place in the workspace. Whoever takes the repository lock
  /// clears away what the dead left.
  public var nursery: String { Self.nursery(of: root) }
  /// The working directory relative to the root; `""` at the root.
  public var workingDirectoryInside: String {
    let relative = Paths.relative(environment.workingDirectory, to: root)
    return relative == "." ? "" : relative
  }

  public static func nursery(of root: String) -> String { Paths.join(root, ".dvc/tmp/cairn/unfinished") }

  /// How a path is called in state and messages: relative to the root inside it, else absolute.
  public func key(of path: String) -> String {
    Paths.isInside(path, root) ? Paths.relative(path, to: root) : path
  }

  /// A path as the user would type it here.
  public func display(_ path: String) -> String {
    Paths.relative(path, to: environment.workingDirectory)
  }

  public var state: State {
    if let openState { return openState }
    let device = (try? FileSystem.info(root))??.device ?? 0
    let state = State(directory: Paths.join(privateDirectory, "state"), device: device)
    openState = state
    return state
  }

  public var ignore: DataIgnore { DataIgnore(root: root) }

  /// Objects of this project (`cache.dir`).
  public var store: ObjectStore {
    get throws {
      if let openStore { return openStore }
      let store = ObjectStore(root: cacheDirectory, settings: storeSettings)
      openStore = store
      return store
    }
  }

  /// Objects that this run took out of the cache because they were not what their names say.
  public var quarantined: [ObjectID] { openStore?.quarantined ?? [] }

  /// Remembers which objects were read. Called when all is done.
  func saveVerified() { openStore?.saveVerified() }

  /// Which directory objects are known to be whole in the cache.
  var completeTrees: CompleteTrees {
    get throws {
      if let openCompleteTrees { return openCompleteTrees }
      let trees = CompleteTrees(path: Paths.join(privateDirectory, "complete"), store: try store)
      openCompleteTrees = trees
      return trees
    }
  }

  /// Whether the cache has a directory object and all its members.
  public func isWhole(_ tree: ObjectID) throws -> Bool {
    try completeTrees.isComplete(tree, cancellation: cancellation)
  }

  /// Objects came or went.
  public func completeTreesChanged() throws { try completeTrees.invalidate() }

  /// Which paths running stages work on.
  public var pathLocks: PathLocks {
    PathLocks(
      temporaryDirectory: temporaryDirectory, environment: environment, usesLinks: core.hardlinkLock)
  }

  /// The git repository around the project, opened on first use.
  /// - Returns: nil without git.
  /// - Throws: `GitError`
  public func git() throws -> GitRepository? {
    if let openGit { return openGit }
    guard let gitLocation else { return nil }
    let repository = GitRepository(gitLocation, environment: GitEnvironment(environment.variables))
    openGit = repository
    return repository
  }

  /// Everything tracked in the workspace, collected once.
  public func index() throws -> Index {
    if let openIndex { return openIndex }
    let index = try buildIndex()
    try keepListedTrees(index)
    openIndex = index
    return index
  }

  /// Files of ours changed: the next ``index()`` reads them again.
  public func invalidateIndex() {
    openIndex = nil
  }
}

import Files
import Synchronization

/// A git repository, opened lazily: constructing one touches nothing.
///
/// Usable from any thread. Configuration is read once; references and the index are read anew when asked
/// for, so that the answer is never older than the question.
public final class GitRepository: Sendable {
  public let location: GitLocation
  public let environment: GitEnvironment

  let program: GitProgram
  let references: GitReferences
  let objects: GitObjects
  let settings: GitSettings
  private let trees = Mutex<[GitID: GitTree]>([:])
  let indexCache = Mutex<(info: FileInfo, index: GitIndex)?>(nil)

  public init(_ location: GitLocation, environment: GitEnvironment) {
    self.location = location
    self.environment = environment
    references = GitReferences(location)
    let settings = GitSettings(location, environment)
    self.settings = settings
    let program = GitProgram(location: location, environment: environment)
    self.program = program
    objects = GitObjects(location, program: program) { () throws(GitError) in
      let config = try settings.config()
      if config["extensions.objectformat"] == "sha256" {
        throw .unsupported(feature: "sha256", path: location.gitDirectory)
      }
      try GitOwnership.check(location, config: config, environment: environment)
    }
  }

  /// The repository holding a directory; nil when there is none. See ``GitLocation/discover(from:ceiling:)``.
  public static func discover(
    from path: String, ceiling: String? = nil, environment: GitEnvironment
  ) throws(GitError) -> GitRepository? {
    try GitLocation.discover(from: path, ceiling: ceiling).map {
      GitRepository($0, environment: environment)
    }
  }

  /// All levels of configuration, read once.
  public func config() throws(GitError) -> GitConfig { try settings.config() }

  // MARK: - Objects

  /// An object's bytes, fetched by git itself in a partial clone that lacks it.
  func object(_ id: GitID, _ kind: GitObjectKind) throws(GitError) -> [UInt8] {
    guard let found = try objects.read(id) else {
      if try config().isPartialClone {
        return try program.run(["cat-file", kind.name, id.hex]).output
      }
      throw .missingObject(id)
    }
    guard found.kind == kind else {
      throw .malformedObject(id, detail: "a \(found.kind.name) where a \(kind.name) belongs")
    }
    return found.bytes
  }

  /// One directory. Kept for the next revision that shares it.
  func tree(_ id: GitID) throws(GitError) -> GitTree {
    if let known = trees.withLock({ $0[id] }) { return known }
    let tree = try GitTree(id, object(id, .tree))
    trees.withLock {
      // Enough for the history of a large project; beyond that starting afresh beats keeping count.
      if $0.count >= 8192 { $0.removeAll() }
      $0[id] = tree
    }
    return tree
  }
}

/// The configuration, read with the first question about it.
final class GitSettings: Sendable {
  private let location: GitLocation
  private let environment: GitEnvironment
  private let loaded = Mutex<GitConfig?>(nil)

  init(_ location: GitLocation, _ environment: GitEnvironment) {
    self.location = location
    self.environment = environment
  }

  func config() throws(GitError) -> GitConfig {
    if let config = loaded.withLock({ $0 }) { return config }
    let config = try GitConfig.load(location, environment: environment)
    loaded.withLock { $0 = config }
    return config
  }

  func forget() { loaded.withLock { $0 = nil } }
}

import CGit2
import Files
import Synchronization

/// What an object is.
enum GitObjectKind: Int32, Sendable {
  case commit = 1
  case tree = 2
  case blob = 3
  case tag = 4

  var name: String {
    switch self {
    case .commit: "commit"
    case .tree: "tree"
    case .blob: "blob"
    case .tag: "tag"
    }
  }

  init?(name: some StringProtocol) {
    switch name {
    case "commit": self = .commit
    case "tree": self = .tree
    case "blob": self = .blob
    case "tag": self = .tag
    default: return nil
    }
  }
}

typealias GitObject = (kind: GitObjectKind, bytes: [UInt8])

/// A way into the object database. Used by one thread at a time.
protocol ObjectSource: AnyObject {
  /// The object's bytes; nil when the database has none of this id.
  func read(_ id: GitID) throws(GitError) -> GitObject?
  /// The commit a revision stands for; nil when there is none.
  /// - Throws: `ambiguousRevision`.
  func resolve(_ revision: String) throws(GitError) -> GitID?
}

/// The object database, opened with the first question: through libgit2 where that is installed, else
/// through a `git cat-file` that stays open. Calls are serialised.
final class GitObjects: Sendable {
  private struct Opened: @unchecked Sendable { let source: any ObjectSource }

  private let location: GitLocation
  private let environment: GitEnvironment
  /// Run once before anything is opened: git's ownership rule.
  private let admit: @Sendable () throws(GitError) -> Void
  private let opened = Mutex<Opened?>(nil)

  init(
    _ location: GitLocation, environment: GitEnvironment,
    admit: @escaping @Sendable () throws(GitError) -> Void
  ) {
    self.location = location
    self.environment = environment
    self.admit = admit
  }

  func read(_ id: GitID) throws(GitError) -> GitObject? {
    try opened.withLock { (slot) throws(GitError) in try open(&slot).read(id) }
  }

  func resolve(_ revision: String) throws(GitError) -> GitID? {
    // Neither a C string nor a line of text could carry these.
    if revision.isEmpty || revision.utf8.contains(0) || revision.utf8.contains(0x0A) { return nil }
    return try opened.withLock { (slot) throws(GitError) in try open(&slot).resolve(revision) }
  }

  private func open(_ slot: inout Opened?) throws(GitError) -> any ObjectSource {
    if let slot { return slot.source }
    try admit()
    let source: any ObjectSource =
      if cgit2_load() == 0 {
        try LibraryObjects(location)
      } else {
        ProgramObjects(location, environment: environment)
      }
    slot = Opened(source: source)
    return source
  }
}

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

/// The object database, opened with the first question. Calls are serialised.
///
/// A `git cat-file` that stays open answers at first: it starts in 1-2 ms, where loading and initialising
/// libgit2 takes 4-5 (measured, CPU time). A command that turns out to read many objects goes over to
/// libgit2, which takes half the time for each. Either stands in where the other isn't installed.
final class GitObjects: Sendable {
  // Unchecked: only ever reached inside the lock that holds it.
  private struct State: @unchecked Sendable {
    var source: (any ObjectSource)?
    var questions = 0
  }

  /// Where the difference in starting has been paid back.
  private static let many = 150

  private let location: GitLocation
  private let program: GitProgram
  /// Run once before anything is opened: git's ownership rule.
  private let admit: @Sendable () throws(GitError) -> Void
  private let state = Mutex(State())

  init(
    _ location: GitLocation, program: GitProgram, admit: @escaping @Sendable () throws(GitError) -> Void
  ) {
    self.location = location
    self.program = program
    self.admit = admit
  }

  func read(_ id: GitID) throws(GitError) -> GitObject? {
    try ask { (source) throws(GitError) in try source.read(id) }
  }

  func resolve(_ revision: String) throws(GitError) -> GitID? {
    // Neither a C string nor a line of text could carry these.
    if revision.isEmpty || revision.utf8.contains(0) || revision.utf8.contains(0x0A) { return nil }
    return try ask { (source) throws(GitError) in try source.resolve(revision) }
  }

  private func ask<Answer: Sendable>(
    _ question: (any ObjectSource) throws(GitError) -> Answer
  ) throws(GitError) -> Answer {
    try state.withLock { (state) throws(GitError) in
      let source = try open(&state)
      do throws(GitError) {
        return try question(source)
      } catch {
        guard error == .programMissing, let library = library() else { throw error }
        state.source = library
        return try question(library)
      }
    }
  }

  private func open(_ state: inout State) throws(GitError) -> any ObjectSource {
    state.questions += 1
    if let source = state.source {
      guard state.questions == Self.many, let library = library() else { return source }
      state.source = library
      return library
    }
    try admit()
    let source = ProgramObjects(program)
    state.source = source
    return source
  }

  private func library() -> LibraryObjects? {
    // What a push brought lies in a directory of its own until it is accepted; only git itself looks there.
    if program.environment["GIT_OBJECT_DIRECTORY"] != nil { return nil }
    guard cgit2_load() == 0 else { return nil }
    return try? LibraryObjects(location)
  }
}

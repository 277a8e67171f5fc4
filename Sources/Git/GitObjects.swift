import CGit2
import Files
import Synchronization

/// What an object is.
enum GitObjectKind: Int32, Sendable {
  case commit = 1
  case tree = 2
  case blob = 3
  case tag = 4
}

/// The object database through libgit2, opened with the first object asked for. Calls are serialised.
final class GitObjects: Sendable {
  private struct Handle: @unchecked Sendable { let pointer: OpaquePointer }

  private let location: GitLocation
  /// Run once before the library is opened: git's ownership rule.
  private let admit: @Sendable () throws(GitError) -> Void
  private let handle = Mutex<Handle?>(nil)

  init(_ location: GitLocation, admit: @escaping @Sendable () throws(GitError) -> Void) {
    self.location = location
    self.admit = admit
  }

  deinit { handle.withLock { $0.map { cgit2_repository_free($0.pointer) } } }

  /// The object's bytes; nil when the database has none of this id.
  func read(_ id: GitID) throws(GitError) -> (kind: GitObjectKind, bytes: [UInt8])? {
    try handle.withLock { (slot) throws(GitError) in
      let handle = try open(&slot)
      var object: OpaquePointer?
      var kind: Int32 = 0
      var data: UnsafeRawPointer?
      var size = 0
      let code = cgit2_object_read(&object, handle.pointer, id.bytes, &kind, &data, &size)
      if code == CGIT2_NOT_FOUND { return nil }
      guard code == 0 else { throw failure("read \(id.hex)") }
      defer { cgit2_object_free(object) }
      guard let kind = GitObjectKind(rawValue: kind) else {
        throw GitError.malformedObject(id, detail: "object type \(kind)")
      }
      return (kind, [UInt8](UnsafeRawBufferPointer(start: data, count: size)))
    }
  }

  /// The commit a revision stands for; nil when there is none.
  func resolve(_ revision: String) throws(GitError) -> GitID? {
    // C would cut the text short at a NUL.
    if revision.isEmpty || revision.utf8.contains(0) { return nil }
    return try handle.withLock { (slot) throws(GitError) in
      let handle = try open(&slot)
      var id = [UInt8](repeating: 0, count: GitID.byteCount)
      switch cgit2_resolve(handle.pointer, revision, &id) {
      case 0: return GitID(bytes: id)
      case CGIT2_AMBIGUOUS: throw GitError.ambiguousRevision(revision)
      // Also a tree or a blob, which no commit stands behind.
      default: return nil
      }
    }
  }

  private func open(_ slot: inout Handle?) throws(GitError) -> Handle {
    if let open = slot { return open }
    try admit()
    if cgit2_load() != 0 { throw .libraryMissing(detail: String(cString: cgit2_load_problem())) }
    var pointer: OpaquePointer?
    guard cgit2_repository_open(&pointer, location.gitDirectory) == 0, let pointer else {
      throw failure("open")
    }
    let opened = Handle(pointer: pointer)
    slot = opened
    return opened
  }

  private func failure(_ operation: String) -> GitError {
    var text = [CChar](repeating: 0, count: 512)
    let errorClass = cgit2_last_error(&text, text.count)
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return .library(
      operation: operation, path: location.gitDirectory, errorClass: errorClass,
      message: String(decoding: bytes, as: UTF8.self))
  }
}

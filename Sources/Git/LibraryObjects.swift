import CGit2

/// Objects read in this process, by libgit2.
final class LibraryObjects: ObjectSource {
  private let location: GitLocation
  private let handle: OpaquePointer

  /// - Throws: `library`.
  init(_ location: GitLocation) throws(GitError) {
    self.location = location
    var handle: OpaquePointer?
    guard cgit2_repository_open(&handle, location.gitDirectory) == 0, let handle else {
      throw Self.failure("open", location)
    }
    self.handle = handle
  }

  deinit { cgit2_repository_free(handle) }

  func read(_ id: GitID) throws(GitError) -> GitObject? {
    var object: OpaquePointer?
    var type: Int32 = 0
    var data: UnsafeRawPointer?
    var size = 0
    let code = cgit2_object_read(&object, handle, id.bytes, &type, &data, &size)
    if code == CGIT2_NOT_FOUND { return nil }
    guard code == 0 else { throw Self.failure("read \(id.hex)", location) }
    defer { cgit2_object_free(object) }
    guard let kind = GitObjectKind(rawValue: type) else {
      throw .malformedObject(id, detail: "object type \(type)")
    }
    return (kind, [UInt8](UnsafeRawBufferPointer(start: data, count: size)))
  }

  func resolve(_ revision: String) throws(GitError) -> GitID? {
    var id = [UInt8](repeating: 0, count: GitID.byteCount)
    switch cgit2_resolve(handle, revision, &id) {
    case 0: return GitID(bytes: id)
    case CGIT2_AMBIGUOUS: throw .ambiguousRevision(revision)
    // Also a tree or a blob, which no commit stands behind.
    default: return nil
    }
  }

  private static func failure(_ operation: String, _ location: GitLocation) -> GitError {
    var text = [CChar](repeating: 0, count: 512)
    let errorClass = cgit2_last_error(&text, text.count)
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return .library(
      operation: operation, path: location.gitDirectory, errorClass: errorClass,
      message: String(decoding: bytes, as: UTF8.self))
  }
}

import Hashing

/// What can be wrong with objects and the files they come from; system calls that fail give `FileError`.
public enum StoreError: Error, Equatable, Sendable {
  /// The store has no such object.
  case missing(ObjectID)
  /// Bytes that should be an object but hash to something else: nothing of them was stored.
  case corrupt(ObjectID, found: Digest, path: String)
  /// A file's size, times or inode changed between the walk and the end of reading it.
  case changedWhileReading(path: String)
  /// A directory object whose bytes are right but make no tree.
  case badTree(ObjectID, TreeError)
  /// An id that names no directory object was given where one is needed.
  case notATree(ObjectID)
  /// Something that is not a directory stands where a directory must be, or a directory where a file must be.
  case inTheWay(path: String)
  /// None of the configured link types works between the store and this directory.
  case noLinkType([LinkType], directory: String)
}

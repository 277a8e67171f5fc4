/// A system call that failed: which, on what, and why.
public struct FileError: Error, Equatable, Sendable {
  /// The verb, for people: "read", "create", "rename".
  public let operation: String
  public let path: String
  public let errno: Int32

  public init(_ operation: String, _ path: String, errno: Int32) {
    self.operation = operation
    self.path = path
    self.errno = errno
  }
}

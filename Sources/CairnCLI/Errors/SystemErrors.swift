import Files
import Glibc

enum SystemErrors {
  /// The error the last system call left.
  static func current(_ operation: String, _ path: String) -> FileError {
    FileError(operation, path, errno: errno)
  }
}

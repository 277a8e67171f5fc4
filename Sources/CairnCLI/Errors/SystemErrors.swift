import Files
import Glibc

enum SystemErrors {
  /// The system's words for an error number.
  static func text(_ number: Int32) -> String { strerror(number).map { String(cString: $0) } ?? "Error" }

  /// The error the last system call left.
  static func current(_ operation: String, _ path: String) -> FileError {
    FileError(operation, path, errno: errno)
  }
}

import Cairn
import Documents
import Files

/// The one place that turns the rooms' typed errors into words. Errors carry facts; the wording follows
/// the peer's where it has the same failure.
enum FailureWording {
  static func describe(_ error: any Error) -> Failure {
    switch error {
    case let error as FileError: Failure(message: text(error))
    case let error as DocumentError: Failure(message: text(error))
    case is Cancelled: Failure(message: "interrupted by the user", kind: .interrupted)
    case let error as CommandError: Failure(message: error.message, kind: error.kind, hint: error.hint)
    case is NotAvailable: Failure(message: "this command is not available in this build", kind: .unexpected)
    default: unexpected("\(error)")
    }
  }

  private static func unexpected(_ text: String) -> Failure {
    Failure(
      message: "unexpected error - \(text)", kind: .unexpected,
      hint: "\nPlease report this at the project's issue tracker.")
  }

  /// `[Errno 2] No such file or directory: 'x'`, as people who come from the peer know it.
  private static func text(_ error: FileError) -> String {
    "[Errno \(error.errno)] \(SystemErrors.text(error.errno)): '\(error.path)'"
  }

  private static func text(_ error: DocumentError) -> String {
    "\(error.message), line \(error.line), column \(error.column)"
  }
}

/// A failure of a command itself: wrong combination of flags, refusals.
struct CommandError: Error, Equatable {
  let message: String
  var kind = Failure.Kind.command
  var hint: String?

  init(_ message: String, kind: Failure.Kind = .command, hint: String? = nil) {
    self.message = message
    self.kind = kind
    self.hint = hint
  }
}

/// What an error means for people: one line, what to do about it, and the exit code.
struct Failure: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    /// The command's own code (1 or 255) and context apply.
    case command
    case configuration
    case notInRepository
    case interrupted
    case usage
    /// Something nobody expected: code 255, and where to tell about it.
    case unexpected
  }

  var message: String
  var kind = Kind.command
  /// Printed after the error, without a label.
  var hint: String?

  func code(_ command: Int32) -> Int32 {
    switch kind {
    case .command: command
    case .configuration: ExitCode.configuration
    case .notInRepository: ExitCode.notInRepository
    case .interrupted: ExitCode.interrupted
    case .usage: ExitCode.usage
    case .unexpected: ExitCode.error
    }
  }
}

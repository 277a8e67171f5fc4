/// What an error means for people: one line, what to do about it, and the exit code.
struct Failure: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    /// The command's own code (1 or 255) and context apply.
    case command
    case configuration
    case notInRepository
    case interrupted
    /// Something no command handles, or nobody expected: code 255.
    case unexpected
  }

  var message: String
  var kind = Kind.command
  /// Printed after the error, without a label.
  var hint: String?
  /// A block about a broken file, shown without label and context.
  var isBlock = false

  func code(_ command: Int32) -> Int32 {
    switch kind {
    case .command: command
    case .configuration: ExitCode.configuration
    case .notInRepository: ExitCode.notInRepository
    case .interrupted: ExitCode.interrupted
    case .unexpected: ExitCode.error
    }
  }

  /// An error nobody planned for, as the peer labels it.
  static func unexpected(_ text: String) -> Failure {
    Failure(
      message: text.isEmpty ? "unexpected error" : "unexpected error - \(text)", kind: .unexpected,
      hint: "\nHaving any troubles? Hit us up at https://dvc.org/support, we are always happy to help!")
  }

  /// A block without its form: the first line, which ends without a stop.
  var inOneLine: Failure {
    var failure = self
    failure.isBlock = false
    failure.message = message.split(separator: "\n").first.map(String.init) ?? message
    if failure.message.hasSuffix(".") { failure.message.removeLast() }
    return failure
  }

  /// The same failure with words in front.
  func prefixed(_ words: String) -> Failure {
    var failure = self
    failure.message = words + message
    return failure
  }
}

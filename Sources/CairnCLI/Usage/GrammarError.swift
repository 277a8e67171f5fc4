/// A command line that can't be understood: exit code 254.
struct GrammarError: Error, Equatable {
  let message: String
  /// The command whose help is shown, by its names from the root.
  let command: [String]

  init(_ message: String, at command: [String]) {
    self.message = message
    self.command = command
  }
}

/// Shows a usage error as the peer does: the error on stderr, the command's help on stdout.
enum UsageReport {
  static func show(_ error: GrammarError) -> Int32 {
    Console.printOnce("ERROR: \(error.message)\n", to: 2)
    _ = Console.printOnce(UsageText.help(for: error.command))
    return ExitCode.usage
  }
}

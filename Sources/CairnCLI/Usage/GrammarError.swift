/// A command line that can't be understood: exit code 254.
struct GrammarError: Error, Equatable {
  let message: String
  /// The command whose help is shown, by its names from the root.
  let command: [String]
  /// `-q` and `-v` together. The peer reads these two before anything else, and has another ending for them.
  let isAboutLoudness: Bool

  init(_ message: String, at command: [String], isAboutLoudness: Bool = false) {
    self.message = message
    self.command = command
    self.isAboutLoudness = isAboutLoudness
  }

  /// - Parameter isQuietFirst: `-q` stands before `-v`.
  static func quietAndVerbose(isQuietFirst: Bool) -> GrammarError {
    let (quiet, verbose) = ("-q/--quiet", "-v/--verbose")
    return GrammarError(
      "argument \(isQuietFirst ? verbose : quiet): not allowed with argument "
        + (isQuietFirst ? quiet : verbose), at: [], isAboutLoudness: true)
  }
}

/// Shows a usage error as the peer does: the error on stderr, the command's help on stdout.
enum UsageReport {
  static func show(_ error: GrammarError) -> Int32 {
    if error.isAboutLoudness {
      let name = Program.current.name
      Console.printOnce("usage: \(name) [-q | -v]\n\(name): error: \(error.message)\n", to: 2)
      return ExitCode.loudness
    }
    Console.printOnce("ERROR: \(error.message)\n", to: 2)
    _ = Console.printOnce(UsageText.help(for: error.command))
    return ExitCode.usage
  }
}

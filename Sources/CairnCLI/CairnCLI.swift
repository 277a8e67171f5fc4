// The face of cairn: flags, wording, tables, progress.
//
// Nouns of this room:
// - Program: the name we were called by, and the versions we report.
// - Session: what a running command may use: the console, the environment, the cancellation token.
// - Command: flags → one operation of the library → rendering; one file each under Commands/.
// - Failure: what an error means for people: one line, a hint, an exit code (Errors/).
// - Usage: the grammar of the command line, after the peer's (Usage/).
// - Rendering: values → text, pure.
//
// Only this room knows the terminal, the environment and exit codes. It holds no logic of the project.

import Glibc

@main
enum CairnCLI {
  static func main() { launch() }
}

/// Free of any actor, as callbacks of other threads may come from here (signal handler, workers).
private func launch() {
  exit(Launcher.run(CommandLine.arguments))
}

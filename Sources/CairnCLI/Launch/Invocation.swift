import Cairn
import Files

/// What a running command may use.
struct Invocation: Sendable {
  let program: Program
  let console: Console
  let cancellation: Cancellation
  /// Wait for a lock somebody else holds instead of failing.
  let waitForLock: Bool

  /// The library's front door, as seen from the working directory.
  func library() throws -> Session {
    Session(
      environment: try Surroundings.environment(program), progress: console.progress,
      cancellation: cancellation, events: ConsoleEvents(console: console), waitForLock: waitForLock)
  }

  /// Tells how to bring changed files into git, unless that is done already.
  func hint<Value>(_ outcome: Outcome<Value>) {
    if outcome.changedFiles.isEmpty || outcome.isStaged { return }
    console.say(GitHint.text(paths: outcome.changedFiles, program: program.name), terminator: "")
  }
}

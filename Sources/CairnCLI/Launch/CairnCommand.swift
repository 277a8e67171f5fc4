import ArgumentParser

/// A command: parsed flags that turn into one operation and its rendering.
protocol CairnCommand: ParsableCommand {
  var common: CommonOptions { get }

  /// What stands in front of an error: "failed to push data to the cloud".
  var failureContext: String? { get }
  /// 1 where the peer's command handles failures itself, else 255.
  static var failureCode: Int32 { get }

  /// Does the work and returns the exit code.
  func run(in run: Invocation) throws -> Int32
}

extension CairnCommand {
  var failureContext: String? { nil }
  static var failureCode: Int32 { ExitCode.error }
}

/// Flags every command has.
struct CommonOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Print nothing but results.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Tell more; repeat for even more.")
  var verbose: Int

  mutating func validate() throws {
    if quiet, verbose > 0 { throw ValidationError("--quiet and --verbose exclude each other.") }
  }
}

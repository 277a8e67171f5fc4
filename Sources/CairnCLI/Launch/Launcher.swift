import ArgumentParser
import Files
import Glibc
import Manifests

/// From the words of the command line to an exit code.
enum Launcher {
  static func run(_ arguments: [String]) -> Int32 {
    let program = Program.current
    if arguments.count == 2, arguments[1] == "--version" || arguments[1] == "-V" {
      return Console.printOnce(program.versionText)
    }
    if arguments.count > 1, arguments[1] == "---completion" { return complete(arguments.dropFirst()) }
    if arguments.count == 3, arguments[1] == "--generate-man" {
      return ManualPages.write(to: arguments[2])
    }
    if arguments.count == 3, arguments[1] == "--generate-reference" {
      return CommandReference.write(to: arguments[2])
    }
    do {
      return try run(LeadingOptions(arguments.dropFirst()), program)
    } catch {
      return UsageReport.show(error)
    }
  }

  private static func run(_ leading: LeadingOptions, _ program: Program) throws(GrammarError) -> Int32 {
    if leading.version { return Console.printOnce(program.versionText) }
    if leading.help { return Console.printOnce(UsageText.help(for: [])) }
    let path = CommandPath(leading.rest)
    if path.isGroup { return try CommandGrammar.explain(path) }

    let command = try CommandGrammar.parse(path)
    guard let command else { return Console.printOnce(UsageText.help(for: path.names)) }
    if !leading.unknown.isEmpty {
      throw GrammarError("unrecognized arguments: " + leading.unknown.joined(separator: " "), at: path.names)
    }

    if leading.quiet, command.common.verbose > 0 { throw .quietAndVerbose(isQuietFirst: true) }
    if leading.verbose > 0, command.common.quiet { throw .quietAndVerbose(isQuietFirst: false) }

    Descriptors.raise()
    Interrupts.install()
    let console = Console(
      program: program, quiet: leading.quiet || command.common.quiet,
      verbosity: leading.verbose + command.common.verbose)
    let invocation = Invocation(
      program: program, console: console, cancellation: Interrupts.cancellation,
      waitForLock: leading.waitForLock)
    console.debug("cairn \(Program.version), compatible with DVC \(Program.peerVersion)")
    console.debug("command: " + ConfigSecrets.redacted(words: CommandLine.arguments).joined(separator: " "))
    let code = finish(command, in: invocation, below: leading.directory)
    console.close()
    return console.failureCode ?? code
  }

  private static func finish(
    _ command: any CairnCommand, in run: Invocation, below directory: String?
  ) -> Int32 {
    do {
      if let directory, chdir(directory) != 0 {
        let failure = FailureWording(program: run.program).unexpected(
          SystemErrors.current("enter", directory))
        throw CommandError(failure.message, kind: failure.kind, hint: failure.hint)
      }
      let code = try command.run(in: run)
      if run.cancellation.isCancelled { throw Cancelled() }
      return code
    } catch {
      return FailureReport.show(error, of: command, in: run)
    }
  }

  /// Answers the questions of the shell's completion script.
  private static func complete(_ arguments: ArraySlice<String>) -> Int32 {
    do {
      _ = try Root.parseAsRoot(Array(arguments))
      return ExitCode.success
    } catch {
      return Console.printOnce(Root.message(for: error))
    }
  }
}

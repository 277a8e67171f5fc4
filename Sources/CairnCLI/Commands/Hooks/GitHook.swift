import ArgumentParser
import Cairn
import Workspace

/// What the peer's three hooks and its merge driver run.
struct GitHookGroup: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "git-hook", abstract: "Run by the git hooks that `dvc install` makes.",
    subcommands: [PeerPreCommit.self, PeerPostCheckout.self, PeerPrePush.self, PeerMergeDriver.self])

  @OptionGroup var common: CommonOptions
}

/// Runs another command as a hook: silent where there is no project.
private func runAsHook(_ command: any CairnCommand, in run: Invocation) throws -> Int32 {
  // The hook's own flags don't reach the command, as with the peer.
  let inner = Invocation(
    program: run.program, console: Console(program: run.program, quiet: false, verbosity: 0),
    cancellation: run.cancellation, waitForLock: run.waitForLock)
  defer { inner.console.close() }
  do {
    _ = try run.library().open()
    return try command.run(in: inner)
  } catch WorkspaceError.notARepository {
    return ExitCode.success
  } catch {
    return FailureReport.show(error, of: command, in: inner)
  }
}

struct PeerPreCommit: CairnCommand {
  static let configuration = CommandConfiguration.leaf("pre-commit", "Show what changed.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "What git or the pre-commit tool says.")
  var args: [String] = []

  func run(in run: Invocation) throws -> Int32 { try runAsHook(Status.parse([]), in: run) }
}

struct PeerPrePush: CairnCommand {
  static let configuration = CommandConfiguration.leaf("pre-push", "Send data to the default remote.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "What git or the pre-commit tool says.")
  var args: [String] = []

  func run(in run: Invocation) throws -> Int32 { try runAsHook(Push.parse([]), in: run) }
}

struct PeerPostCheckout: CairnCommand {
  static let configuration = CommandConfiguration.leaf("post-checkout", "Bring the data of the commit.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "What git or the pre-commit tool says.")
  var args: [String] = []

  func run(in run: Invocation) throws -> Int32 {
    let library = try run.library()
    // The third word is 1 for a branch, 0 for single files.
    let kind = args.count == 3 ? args[2] : library.environment["PRE_COMMIT_CHECKOUT_TYPE"]
    guard kind == "1" else { return ExitCode.success }
    do {
      if try library.isRebasing(applyToo: false) { return ExitCode.success }
    } catch WorkspaceError.notARepository {
      return ExitCode.success
    }
    return try runAsHook(Checkout.parse([]), in: run)
  }
}

struct PeerMergeDriver: CairnCommand {
  static let configuration = CommandConfiguration.leaf("merge-driver", "Merge .dvc files of directories.")
  @OptionGroup var common: CommonOptions
  @Option(help: .init("The version before.", valueName: "ancestor"))
  var ancestor: String
  @Option(help: .init("The version here, to be overwritten with the merge.", valueName: "our"))
  var our: String
  @Option(help: .init("The version of the other branch.", valueName: "their"))
  var their: String

  func run(in run: Invocation) throws -> Int32 {
    do {
      try run.library().mergePeerPointers(ancestor: ancestor, ours: our, theirs: their)
    } catch WorkspaceError.notARepository {
      return ExitCode.success
    }
    return ExitCode.success
  }
}

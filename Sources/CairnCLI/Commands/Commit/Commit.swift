import ArgumentParser
import Cairn

struct Commit: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "commit", "Record and store the present state of tracked data.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Flag(name: .shortAndLong, help: "Record changes without a question.")
  var force = false

  @Flag(help: "Leave the files as they are instead of linking them to the cache.")
  var noRelink = false

  @OptionGroup var selection: SelectionFlags

  var failureContext: String? {
    selection.targets.isEmpty
      ? "failed to commit" : "failed to commit \(selection.targets.joined(separator: " "))"
  }

  var options: CommitOptions {
    var options = CommitOptions()
    options.selection = selection.selection
    options.force = force
    options.noRelink = noRelink
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    // Nothing is told of what to bring into git: the peer doesn't either.
    var options = options
    options.confirm = { question in
      run.console.confirm(CommitText.question(question), .onlyOnTerminal, run.cancellation)
    }
    _ = try run.library().commit(options)
    return ExitCode.success
  }
}

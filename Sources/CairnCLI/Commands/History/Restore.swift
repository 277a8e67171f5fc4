import ArgumentParser
import Cairn

struct Restore: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "restore", "Bring tracked data of any revision into the workspace, fetching only what it needs.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Flag(name: .shortAndLong, help: "Overwrite and delete unsaved data without a question.")
  var force = false

  @Argument(help: "A git revision.")
  var revision: String

  @Argument(help: "Tracked data, or parts of it.", completion: .file())
  var paths: [String]

  func run(in run: Invocation) throws -> Int32 {
    let library = try run.library()
    let outcome = try UnsavedData.asking(run, force: force) { force in
      var options = RestoreOptions()
      options.revision = revision
      options.paths = paths
      options.force = force
      return try library.restore(options)
    }
    let view = CheckoutView(outcome.value, from: library.environment.workingDirectory)
    run.console.say(view.text, terminator: "")
    run.hint(outcome)
    let failed = view.display(outcome.value.failed)
    if failed.isEmpty { return ExitCode.success }
    throw CommandError(FailureWording.missingObjects(failed).message)
  }
}

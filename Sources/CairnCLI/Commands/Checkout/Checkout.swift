import ArgumentParser
import Cairn

struct Checkout: CairnCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkout", abstract: "Make the workspace's data what the .dvc and dvc.lock files say.")

  @OptionGroup var common: CommonOptions

  @Flag(help: "Count the changes instead of listing them.")
  var summary = false

  @Flag(name: .shortAndLong, help: "Overwrite and delete unsaved data without a question.")
  var force = false

  @Flag(help: "Make all links or copies anew.")
  var relink = false

  @Flag(help: "Don't fail where the cache lacks data.")
  var allowMissing = false

  @OptionGroup var selection: SelectionFlags

  var options: CheckoutOptions {
    var options = CheckoutOptions()
    options.selection = selection.selection
    options.force = force
    options.relink = relink
    options.allowMissing = allowMissing
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    let library = try run.library()
    let report = try library.checkout(options)
    let view = CheckoutView(report, from: library.environment.workingDirectory)
    if relink {
      run.console.say("Relinked successfully")
    } else if summary {
      run.console.say(view.summary)
    } else {
      run.console.say(view.text, terminator: "")
    }
    let failed = view.display(report.failed)
    if failed.isEmpty { return ExitCode.success }
    throw CommandError(FailureWording.missingObjects(failed).message)
  }
}

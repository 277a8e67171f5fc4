import ArgumentParser
import Cairn

struct Destroy: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "destroy", "Remove all files of DVC, settings and cache; tracked data stays.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Flag(name: .shortAndLong, help: "Don't ask.")
  var force = false

  var failureContext: String? { "failed to destroy DVC" }

  func run(in run: Invocation) throws -> Int32 {
    let library = try run.library()
    _ = try library.open()  // not inside a project: told before anything is asked
    if !force {
      let question =
        "This will destroy all information about your pipelines, all data files, as well as cache in "
        + ".dvc/cache.\nAre you sure you want to continue?"
      guard run.console.confirm(question, .always, run.cancellation) else {
        throw CommandError(
          "cannot destroy without a confirmation from the user. Use `-f` to force.")
      }
    }
    try library.destroy()
    return ExitCode.success
  }
}

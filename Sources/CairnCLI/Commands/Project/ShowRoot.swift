import ArgumentParser
import Cairn

struct ShowRoot: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "root", "Print the way to the project's root.")

  @OptionGroup var common: CommonOptions

  func run(in run: Invocation) throws -> Int32 {
    run.console.say(try run.library().projectRoot())
    return ExitCode.success
  }
}

import ArgumentParser
import Cairn

struct Version: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "version", "Show versions and what the project and the system offer.", aliases: ["doctor"])

  @OptionGroup var common: CommonOptions

  func run(in run: Invocation) throws -> Int32 {
    run.console.show(AboutText.text(try run.library().about(), run.program))
    return ExitCode.success
  }
}

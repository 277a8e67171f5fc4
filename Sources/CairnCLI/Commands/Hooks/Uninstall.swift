import ArgumentParser
import Cairn

struct Uninstall: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "uninstall", "Take the git hooks out that `install` put in; the hooks of before are back.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  func run(in run: Invocation) throws -> Int32 {
    let library = try run.library()
    let report = try library.uninstallHooks()
    run.console.say(
      InstallText(report, from: library.environment.workingDirectory).text, terminator: "")
    return ExitCode.success
  }
}

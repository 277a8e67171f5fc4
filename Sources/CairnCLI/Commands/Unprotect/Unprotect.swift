import ArgumentParser
import Cairn

struct Unprotect: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "unprotect", "Turn links into writable copies, so that data can be edited in place.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Argument(help: "Files and directories.", completion: .file())
  var targets: [String]

  var options: UnprotectOptions {
    var options = UnprotectOptions()
    options.targets = targets
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    try run.library().unprotect(options)
    return ExitCode.success
  }
}

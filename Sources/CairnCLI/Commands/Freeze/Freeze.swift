import ArgumentParser
import Cairn

struct Freeze: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "freeze", "Keep stages out of repro.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Argument(help: "Stages and .dvc files.", completion: .file())
  var targets: [String]

  func run(in run: Invocation) throws -> Int32 {
    try FreezeOperation.run(targets, frozen: true, verb: "freeze", in: run)
  }
}

import ArgumentParser
import Cairn

struct Unfreeze: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "unfreeze", "Let frozen stages take part in repro again.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Argument(help: "Stages and .dvc files.", completion: .file())
  var targets: [String]

  func run(in run: Invocation) throws -> Int32 {
    try FreezeOperation.run(targets, frozen: false, verb: "unfreeze", in: run)
  }
}

import ArgumentParser
import Cairn

struct Move: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "move", "Rename tracked data together with its .dvc file.", aliases: ["mv"])
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Argument(help: .init("The tracked file or directory.", valueName: "src"), completion: .file())
  var source: String

  @Argument(
    help: .init("The new name, or a directory to move it into.", valueName: "dst"), completion: .file())
  var destination: String

  var failureContext: String? { "failed to move '\(source)' -> '\(destination)'" }

  var options: MoveOptions { MoveOptions(source: source, destination: destination) }

  func run(in run: Invocation) throws -> Int32 {
    run.hint(try run.library().move(options))
    return ExitCode.success
  }
}

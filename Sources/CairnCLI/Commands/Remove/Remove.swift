import ArgumentParser
import Cairn

struct Remove: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "remove", "Stop tracking data, or remove stages.", aliases: ["rm"])
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Flag(help: "Delete the data as well.")
  var outs = false

  @Argument(help: ".dvc files and stages.", completion: .file())
  var targets: [String]

  var options: RemoveOptions {
    var options = RemoveOptions()
    options.targets = targets
    options.outs = outs
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    _ = try run.library().remove(options)
    return ExitCode.success
  }
}

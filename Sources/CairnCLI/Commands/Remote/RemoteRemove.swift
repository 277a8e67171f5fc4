import ArgumentParser
import Cairn

struct RemoteRemove: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "remove", "Remove a remote.")

  @OptionGroup var level: LevelFlags
  @OptionGroup var common: CommonOptions

  @Argument(help: "Name of the remote.")
  var name: String

  func run(in run: Invocation) throws -> Int32 {
    try run.library().removeRemote(name, at: level.level)
    return ExitCode.success
  }
}

import ArgumentParser
import Cairn

struct RemoteRename: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "rename", "Rename a remote.")

  @OptionGroup var level: LevelFlags
  @OptionGroup var common: CommonOptions

  @Argument(help: "Its name.")
  var name: String

  @Argument(help: "Its new name.")
  var new: String

  func run(in run: Invocation) throws -> Int32 {
    try run.library().renameRemote(name, to: new, at: level.level)
    return ExitCode.success
  }
}

import ArgumentParser
import Cairn

struct RemoteModify: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "modify", "Change an option of a remote.")

  @OptionGroup var level: LevelFlags
  @OptionGroup var common: CommonOptions

  @Flag(name: .shortAndLong, help: "Remove the option.")
  var unset = false

  @Argument(help: "Name of the remote.")
  var name: String

  @Argument(help: "Name of the option.")
  var option: String

  @Argument(help: "The new value.")
  var value: String?

  func run(in run: Invocation) throws -> Int32 {
    if !unset, value == nil { throw CommandError("a value is needed, or --unset") }
    try run.library().modifyRemote(name, option: option, to: unset ? nil : value, at: level.level)
    return ExitCode.success
  }
}

import ArgumentParser
import Cairn

struct RemoteDefault: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "default", "Show, set or unset the default remote.")

  @OptionGroup var level: LevelFlags
  @OptionGroup var common: CommonOptions

  @Flag(name: .shortAndLong, help: "Have no default remote.")
  var unset = false

  @Argument(help: "Name of the remote.")
  var name: String?

  func run(in run: Invocation) throws -> Int32 {
    let library = try run.library()
    if unset || name != nil {
      try library.setDefaultRemote(unset ? nil : name, at: level.level)
      return ExitCode.success
    }
    let current = try library.defaultRemote(at: level.level)
    run.console.say(current ?? "No default remote set")
    return current == nil ? ExitCode.failure : ExitCode.success
  }
}

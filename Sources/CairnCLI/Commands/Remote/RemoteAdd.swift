import ArgumentParser
import Cairn

struct RemoteAdd: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "add", "Add a remote.")

  @OptionGroup var level: LevelFlags
  @OptionGroup var common: CommonOptions

  @Flag(name: .shortAndLong, help: "Make it the default remote.")
  var `default` = false

  @Flag(name: .shortAndLong, help: "Replace a remote of that name.")
  var force = false

  @Argument(help: "Name of the remote.")
  var name: String

  @Argument(help: "Where it is: a path or a URL.", completion: .directory)
  var url: String

  func run(in run: Invocation) throws -> Int32 {
    if `default` { run.console.say("Setting '\(name)' as a default remote.") }
    var options = RemoteAddOptions(name: name, url: url)
    options.level = level.level
    options.isDefault = `default`
    options.force = force
    try run.library().addRemote(options)
    return ExitCode.success
  }
}

import ArgumentParser
import Cairn

struct Config: CairnCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Show, set and unset configuration options.")

  @OptionGroup var level: LevelFlags
  @OptionGroup var common: CommonOptions

  @Flag(name: .shortAndLong, help: "Remove the option.")
  var unset = false

  @Flag(name: .shortAndLong, help: "List all options and their values.")
  var list = false

  @Flag(help: "Show which file a value comes from.")
  var showOrigin = false

  @Argument(help: "section.option, remote.NAME.option or db.NAME.option.")
  var name: String?

  @Argument(help: "The new value.")
  var value: String?

  static let failureCode = ExitCode.failure

  private func checkFlags() throws {
    if list, unset || name != nil || value != nil {
      throw CommandError(
        "-l/--list can't be used together with any of these options: -u/--unset, name, value")
    }
    if !list, name == nil { throw CommandError("name argument is required") }
  }

  func run(in run: Invocation) throws -> Int32 {
    try checkFlags()
    throw NotAvailable()
  }
}

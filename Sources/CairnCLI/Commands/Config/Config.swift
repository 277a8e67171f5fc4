import ArgumentParser
import Cairn
import Files
import Manifests

struct Config: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "config", "Show, set and unset configuration options.")

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

  mutating func validate() throws {
    if let name, ConfigAddress(name) == nil {
      throw ValidationError(
        "argument name: name argument should look like remote.name.option or db.name.option or section.option"
      )
    }
  }

  /// The file a value comes from and a tab; the project's own files without the way to the project.
  private func origin(_ found: Manifests.Config.Found) -> String {
    guard showOrigin else { return "" }
    let isOwn = found.level == .repository || found.level == .local
    return (isOwn ? ".dvc/" + Paths.name(found.path) : found.path) + "\t"
  }

  private func checkFlags() throws {
    if list, unset || name != nil || value != nil {
      throw CommandError(
        "-l/--list can't be used together with any of these options: -u/--unset, name, value")
    }
    if showOrigin, unset || value != nil {
      throw CommandError(
        "--show-origin can't be used together with any of these options: -u/--unset, value")
    }
    if !list, name == nil { throw CommandError("name argument is required") }
  }

  func run(in run: Invocation) throws -> Int32 {
    try checkFlags()
    let library = try run.library()
    let address = name.flatMap { ConfigAddress($0) }
    if list || address == nil {
      for found in try library.configValues(at: level.level) {
        run.console.say("\(origin(found))\(found.address)=\(found.text)")
      }
    } else if let address, unset {
      try library.unsetConfig(address, at: level.level)
    } else if let address, let value {
      try library.setConfig(address, to: value, at: level.level)
    } else if let address, let found = try library.configValue(address, at: level.level) {
      run.console.say(origin(found) + found.text)
    }
    return ExitCode.success
  }
}

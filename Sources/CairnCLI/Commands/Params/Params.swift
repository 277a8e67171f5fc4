import ArgumentParser

struct Params: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "params", abstract: "Compare parameters.", subcommands: [ParamsDiff.self])

  @OptionGroup var common: CommonOptions
}

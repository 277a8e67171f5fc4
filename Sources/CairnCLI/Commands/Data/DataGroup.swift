import ArgumentParser

struct DataGroup: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Look at tracked data.", subcommands: [DataStatus.self])

  @OptionGroup var common: CommonOptions
}

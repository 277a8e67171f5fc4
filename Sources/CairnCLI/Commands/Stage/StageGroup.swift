import ArgumentParser

struct StageGroup: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "stage", abstract: "Add and list stages.", subcommands: [StageAdd.self, StageList.self])

  @OptionGroup var common: CommonOptions
}

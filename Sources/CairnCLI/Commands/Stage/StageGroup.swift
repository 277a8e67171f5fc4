import ArgumentParser

struct StageGroup: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "stage", abstract: "Add, list and run stages.",
    subcommands: [StageAdd.self, StageList.self, StageRun.self])

  @OptionGroup var common: CommonOptions
}

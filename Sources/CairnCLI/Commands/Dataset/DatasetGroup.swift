import ArgumentParser

struct DatasetGroup: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "dataset", abstract: "Declare data sets that stages depend on as ds://name.",
    subcommands: [DatasetAdd.self, DatasetUpdate.self], aliases: ["ds"])

  @OptionGroup var common: CommonOptions
}

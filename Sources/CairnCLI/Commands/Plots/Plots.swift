import ArgumentParser

struct Plots: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "plots", abstract: "Show and compare plots of data and images.",
    subcommands: [PlotsShow.self, PlotsDiff.self, PlotsModify.self, PlotsTemplates.self])

  @OptionGroup var common: CommonOptions
}

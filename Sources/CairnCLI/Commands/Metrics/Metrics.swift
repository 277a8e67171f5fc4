import ArgumentParser

struct Metrics: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "metrics", abstract: "Show and compare metrics.",
    subcommands: [MetricsShow.self, MetricsDiff.self])

  @OptionGroup var common: CommonOptions
}

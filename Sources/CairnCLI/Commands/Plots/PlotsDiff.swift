import ArgumentParser
import Cairn

struct PlotsDiff: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "diff", "Show plots of several commits over each other.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Option(
    parsing: .upToNextOption,
    help: .init("Files, or ids of plots in dvc.yaml; all plots without.", valueName: "paths"),
    completion: .file())
  var targets: [String] = []

  @OptionGroup var properties: PlotPropertyFlags
  @OptionGroup var output: PlotOutputFlags

  @Argument(help: "Git revisions; HEAD and the workspace without, one is compared with the workspace.")
  var revisions: [String] = []

  var options: PlotsOptions {
    var options = PlotsOptions()
    options.targets = targets
    options.revisions = revisions
    options.properties = properties.options
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    try output.check(targets)
    return try PlotsOperation(run: run, output: output).run(options)
  }
}

import ArgumentParser
import Cairn

struct PlotsShow: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "show", "Make plots of files, or of what dvc.yaml says is to be plotted.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions
  @OptionGroup var properties: PlotPropertyFlags
  @OptionGroup var output: PlotOutputFlags

  @Argument(help: "Files, or ids of plots in dvc.yaml; all plots without.", completion: .file())
  var targets: [String] = []

  var options: PlotsOptions {
    var options = PlotsOptions()
    options.targets = targets
    options.properties = properties.options
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    try output.check(targets)
    return try PlotsOperation(run: run, output: output).run(options)
  }
}

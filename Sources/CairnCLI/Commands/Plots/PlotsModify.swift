import ArgumentParser
import Cairn

struct PlotsModify: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "modify", "Change how a plot that a stage makes is to look.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var properties: PlotPropertyFlags

  @Option(
    parsing: .upToNextOption, help: .init("Properties to drop.", valueName: "property"))
  var unset: [String] = []

  @Argument(help: "A plot's file, as its stage names it.", completion: .file())
  var target: String

  var options: PlotModifyOptions {
    var options = PlotModifyOptions()
    options.target = target
    options.properties = properties.options
    options.unset = unset
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    _ = try run.library().modifyPlot(options)
    return ExitCode.success
  }
}

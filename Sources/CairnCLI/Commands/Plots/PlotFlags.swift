import ArgumentParser
import Cairn

/// How a plot is to look.
struct PlotPropertyFlags: ParsableArguments {
  @Option(
    name: .shortAndLong, parsing: .scanningForValue,
    help: .init("A Vega-Lite template: a file, one of .dvc/plots, or a built-in one.", valueName: "path"),
    completion: .file())
  var template: String?

  @Option(name: .customShort("x"), help: .init("The field of the X axis.", valueName: "field"))
  var x: String?

  @Option(name: .customShort("y"), help: .init("The field of the Y axis.", valueName: "field"))
  var y: String?

  @Flag(name: .customLong("no-header"), help: "The first line of CSV and TSV files is data.")
  var noHeader = false

  @Option(help: .init("The title.", valueName: "text"))
  var title: String?

  @Option(help: .init("The name of the X axis.", valueName: "text"))
  var xLabel: String?

  @Option(help: .init("The name of the Y axis.", valueName: "text"))
  var yLabel: String?

  var options: PlotPropertyOptions {
    var options = PlotPropertyOptions()
    options.template = template
    options.x = x
    options.y = y
    options.hasHeader = noHeader ? false : nil
    options.title = title
    options.xLabel = xLabel
    options.yLabel = yLabel
    return options
  }
}

/// What becomes of the plots.
struct PlotOutputFlags: ParsableArguments {
  @Option(
    name: .shortAndLong, help: .init("The directory to save plots to.", valueName: "path"),
    completion: .directory)
  var out: String?

  @Flag(name: .customLong("show-vega"), help: "Print the Vega-Lite specification of one plot.")
  var showsVega = false

  @Flag(help: .init("Print JSON.", visibility: .hidden))
  var json = false

  @Flag(help: .init("With --json: the template and the data apart.", visibility: .hidden))
  var split = false

  @Flag(help: "Open the page in the browser.")
  var open = false

  @Option(
    help: .init("A page to put the plots into, in place of {plot_divs}.", valueName: "path"),
    completion: .file())
  var htmlTemplate: String?

  /// - Parameter targets: of the command.
  func check(_ targets: [String]) throws(CommandError) {
    if !showsVega { return }
    if targets.isEmpty { throw CommandError("please specify a target for `--show-vega`") }
    if targets.count > 1 { throw CommandError("you can only specify one target for `--show-vega`") }
    if json { throw CommandError("'--show-vega' and '--json' are mutually exclusive options.") }
  }
}

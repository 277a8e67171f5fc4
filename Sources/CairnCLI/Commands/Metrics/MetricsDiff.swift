import ArgumentParser
import Cairn

struct MetricsDiff: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "diff", "Compare metrics of two commits, or of a commit and the workspace.")

  @OptionGroup var common: CommonOptions

  @Option(
    parsing: .upToNextOption,
    help: .init("Metrics files, declared or not; all that are declared without.", valueName: "paths"),
    completion: .file())
  var targets: [String] = []

  @Flag(name: [.customShort("R"), .long], help: "Read all metrics files below directories given as targets.")
  var recursive = false

  @Flag(help: "Also show values that are equal.")
  var all = false

  @OptionGroup var table: TableFlags

  @Flag(help: "Leave the paths out.")
  var noPath = false

  @Option(help: .init("Digits after the point, 5 by default.", valueName: "n"))
  var precision: Int?

  @Argument(help: .init("The old git revision; HEAD without.", valueName: "a_rev"))
  var old: String?

  @Argument(help: .init("The new git revision; the workspace without.", valueName: "b_rev"))
  var new: String?

  var options: ValuesDiffOptions {
    var options = ValuesDiffOptions()
    options.targets = targets
    options.recursive = recursive
    options.all = all
    options.old = old
    options.new = new
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    let library = try run.library()
    let found = try library.diffMetrics(options)
    return ValuesDiffOperation(run: run, table: table, paths: !noPath)
      .show(found, .metrics(precision: ValueText.precision(precision)), from: library.environment)
  }
}

import ArgumentParser
import Cairn

struct MetricsShow: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "show", "Print metrics.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var revisions: RevisionFlags
  @OptionGroup var table: TableFlags

  @Flag(name: [.customShort("R"), .long], help: "Read all metrics files below directories given as targets.")
  var recursive = false

  @Option(help: .init("Digits after the point, 5 by default.", valueName: "n"))
  var precision: Int?

  @Argument(help: "Metrics files; all the project declares without.", completion: .file())
  var targets: [String] = []

  var options: MetricsShowOptions {
    var options = MetricsShowOptions()
    options.targets = targets
    options.recursive = recursive
    options.revisions = revisions.scope
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    let library = try run.library()
    let found = try library.showMetrics(options)
    let report = ValueReports(
      wording: FailureWording(program: run.program), directory: library.environment.workingDirectory,
      root: found.root)
    if table.json {
      run.console.json(report.json(found.revisions))
    } else {
      let rows = report.rows(found.revisions)
      let shown = ValueTables.show(
        rows, revisions: !options.revisions.isWorkspaceOnly, precision: ValueText.precision(precision))
      if !rows.isEmpty { run.console.show(table.markdown ? shown.markdown : shown.plain) }
    }
    report.complain(found.revisions, what: "metrics", on: run.console)
    return ExitCode.success
  }
}

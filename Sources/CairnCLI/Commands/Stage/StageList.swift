import ArgumentParser
import Cairn

struct StageList: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "list", "List stages and what they are for.")

  @OptionGroup var common: CommonOptions

  @Flag(help: "All stages of the project.")
  var all = false

  @Flag(help: "Stop at the first file that can't be read, instead of leaving it out.")
  var fail = false

  @Flag(name: [.customShort("R"), .long], help: "All stages below directories given as targets.")
  var recursive = false

  @Flag(name: [.customLong("name-only"), .customLong("names-only")], help: "Only names.")
  var nameOnly = false

  @Argument(help: "dvc.yaml and .dvc files, or directories; ./dvc.yaml without.", completion: .file())
  var targets: [String] = []

  var options: StageListOptions {
    var options = StageListOptions()
    options.targets = targets
    options.all = all
    options.failFast = fail
    options.recursive = recursive
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    let rows = try run.library().stageList(options).map {
      StageRow(name: $0.name, description: $0.description, outs: $0.outs, reports: $0.reports, deps: $0.deps)
    }
    run.console.show(nameOnly ? StageListText.names(rows) : StageListText.table(rows))
    return ExitCode.success
  }
}

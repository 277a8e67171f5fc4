import ArgumentParser
import Cairn

struct ParamsDiff: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "diff", "Compare parameters of two commits, or of a commit and the workspace.")

  @OptionGroup var common: CommonOptions

  @Option(
    parsing: .upToNextOption,
    help: .init("Parameter files, declared or not; all that are declared without.", valueName: "paths"),
    completion: .file())
  var targets: [String] = []

  @Flag(help: "Also show values that are equal.")
  var all = false

  @Flag(help: "Only parameters that stages depend on.")
  var deps = false

  @OptionGroup var table: TableFlags

  @Flag(help: "Leave the paths out.")
  var noPath = false

  @Argument(help: .init("The old git revision; HEAD without.", valueName: "a_rev"))
  var old: String?

  @Argument(help: .init("The new git revision; the workspace without.", valueName: "b_rev"))
  var new: String?

  var options: ValuesDiffOptions {
    var options = ValuesDiffOptions()
    options.targets = targets
    options.all = all
    options.dependenciesOnly = deps
    options.old = old
    options.new = new
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    let library = try run.library()
    let found = try library.diffParams(options)
    return ValuesDiffOperation(run: run, table: table, paths: !noPath)
      .show(found, .params, from: library.environment)
  }
}

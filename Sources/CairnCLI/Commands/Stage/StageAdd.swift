import ArgumentParser
import Cairn

struct StageAdd: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "add", "Write a stage into dvc.yaml.")

  @OptionGroup var common: CommonOptions

  @Option(name: .shortAndLong, help: .init("Name of the stage.", valueName: "name"))
  var name: String

  @Flag(name: .shortAndLong, help: "Replace a stage of that name.")
  var force = false

  @Option(
    name: .shortAndLong, help: .init("A file or directory it reads.", valueName: "path"), completion: .file())
  var deps: [String] = []

  @Option(
    name: .shortAndLong,
    help: .init("Parameters it reads: names, or a file and names.", valueName: "[file:]names"))
  var params: [String] = []

  @Option(name: .shortAndLong, help: .init("What it makes.", valueName: "path"), completion: .file())
  var outs: [String] = []

  @Option(
    name: [.customShort("O"), .long],
    help: .init("What it makes and is not stored in the cache.", valueName: "path"), completion: .file())
  var outsNoCache: [String] = []

  @Option(
    help: .init("What it makes and is not deleted before a run.", valueName: "path"), completion: .file())
  var outsPersist: [String] = []

  @Option(
    help: .init("Neither deleted before a run nor stored in the cache.", valueName: "path"),
    completion: .file())
  var outsPersistNoCache: [String] = []

  @Option(
    name: .shortAndLong, help: .init("A metrics file it makes.", valueName: "path"), completion: .file())
  var metrics: [String] = []

  @Option(
    name: [.customShort("M"), .long],
    help: .init("A metrics file that is not stored in the cache.", valueName: "path"), completion: .file())
  var metricsNoCache: [String] = []

  @Option(help: .init("A file to plot.", valueName: "path"), completion: .file())
  var plots: [String] = []

  @Option(
    help: .init("A file to plot that is not stored in the cache.", valueName: "path"), completion: .file())
  var plotsNoCache: [String] = []

  @Option(
    name: .shortAndLong, help: .init("Where the command runs.", valueName: "path"), completion: .directory)
  var wdir: String?

  @Flag(help: "Run it every time.")
  var alwaysChanged = false

  @Option(help: .init("What it is for.", valueName: "text"))
  var desc: String?

  @Flag(name: .customLong("run"), help: "Run it at once.")
  var runsAtOnce = false

  @Argument(parsing: .captureForPassthrough, help: "The command and its arguments.")
  var command: [String] = []

  mutating func validate() throws {
    // A flag we don't know in front of the command would be taken for the command.
    if let first = command.first, first.hasPrefix("-"), first != "--" {
      throw ValidationError("Unknown option.")
    }
  }

  var options: StageAddOptions {
    var options = StageAddOptions()
    options.name = name
    options.command = command
    options.force = force
    options.deps = deps
    options.params = params
    options.outs = outs
    options.outsNoCache = outsNoCache
    options.outsPersist = outsPersist
    options.outsPersistNoCache = outsPersistNoCache
    options.metrics = metrics
    options.metricsNoCache = metricsNoCache
    options.plots = plots
    options.plotsNoCache = plotsNoCache
    options.workingDirectory = wdir
    options.alwaysChanged = alwaysChanged
    options.description = desc
    options.run = runsAtOnce
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    if name.isEmpty { throw CommandError("`-n|--name` is required") }
    let outcome = try run.library().addStage(options)
    run.hint(outcome)
    return ExitCode.success
  }
}

import ArgumentParser
import Cairn
import Pipeline

struct Repro: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "repro", "Run the stages whose results are out of date.")

  @OptionGroup var common: CommonOptions

  @Flag(name: .shortAndLong, help: "Run stages even if nothing changed.")
  var force = false

  @Flag(name: .shortAndLong, help: "Ask before each stage.")
  var interactive = false

  @Flag(name: .shortAndLong, help: "Only the targets, not what they depend on.")
  var singleItem = false

  @Flag(name: .shortAndLong, help: "The whole pipelines the targets belong to.")
  var pipeline = false

  @Flag(name: [.customShort("P"), .long], help: "All pipelines of the project.")
  var allPipelines = false

  @Flag(name: [.customShort("R"), .long], help: "All stages below directories given as targets.")
  var recursive = false

  @Flag(help: "The targets and everything that depends on them.")
  var downstream = false

  @Flag(help: "Run everything that depends on a stage that ran.")
  var forceDownstream = false

  @Flag(help: "Fetch missing data from the remote.")
  var pull = false

  @Flag(help: "Don't run stages only because their data is not here.")
  var allowMissing = false

  @Flag(help: "Only tell what would run.")
  var dry = false

  /// The last one counts.
  enum OnFailure: EnumerableFlag {
    case keepGoing, ignoreErrors

    static func name(for value: Self) -> NameSpecification {
      value == .keepGoing ? [.customShort("k"), .long] : .long
    }

    static func help(for value: Self) -> ArgumentHelp? {
      value == .keepGoing
        ? "After a failure go on with what doesn't depend on it."
        : "Go on after failures, whatever depends on them."
    }
  }

  @Flag(exclusivity: .chooseLast) var onFailure: OnFailure?

  @Flag(help: "Read targets as shell patterns.")
  var glob = false

  @Flag(help: "Don't store the results.")
  var noCommit = false

  @Flag(help: "Run even where the result of the same run is known.")
  var noRunCache = false

  @Option(name: .shortAndLong, help: .init("Stages that run at the same time.", valueName: "number"))
  var jobs: Int?

  @Option(
    name: .customLong("resource"),
    help: .init("How much stages share of something, besides what cairn.yaml says.", valueName: "name=amount")
  )
  var resources: [String] = []

  @Flag(help: "With --jobs: print what a stage said when it is over, not while it runs.")
  var collectOutput = false

  @Flag(help: "Only tell for each stage what would be done and why, and how long it took last time.")
  var explain = false

  @Flag(help: "With --explain: print JSON.")
  var json = false

  @Argument(
    help: "Stages, dvc.yaml and .dvc files, or FILE:STAGE; the stages of ./dvc.yaml without.",
    completion: .file())
  var targets: [String] = []

  var options: ReproOptions {
    var options = ReproOptions()
    options.targets = targets
    options.recursive = recursive
    options.force = force
    options.interactive = interactive
    options.singleItem = singleItem
    options.pipeline = pipeline
    options.allPipelines = allPipelines
    options.downstream = downstream
    options.forceDownstream = forceDownstream
    options.pull = pull
    options.allowMissing = allowMissing
    options.dryRun = dry
    options.onFailure =
      switch onFailure {
      case .keepGoing: .keepGoing
      case .ignoreErrors: .ignore
      case nil: .stop
      }
    options.glob = glob
    options.noCommit = noCommit
    options.noRunCache = noRunCache
    options.jobs = jobs ?? 1
    options.collectsOutput = collectOutput
    return options
  }

  private func limits() throws -> Resources {
    var limits = Resources()
    for text in resources {
      guard let at = text.firstIndex(of: "="), at > text.startIndex,
        let amount = Resources.amount(String(text[text.index(after: at)...]))
      else { throw CommandError("--resource wants NAME=AMOUNT, not '\(text)'") }
      limits.amounts[String(text[..<at])] = amount
    }
    return limits
  }

  func run(in run: Invocation) throws -> Int32 {
    var options = options
    if let jobs, jobs < 1 { throw CommandError("--jobs wants a number above 0") }
    options.limits = try limits()
    if explain {
      ExplanationText(console: run.console).show(try run.library().explainRepro(options), asJSON: json)
      return ExitCode.success
    }
    if json { throw CommandError("--json goes with --explain") }
    Interrupts.coverTermination()
    options.confirm = { stage in
      run.console.confirm(
        "Going to reproduce stage: '\(stage)'. Are you sure you want to continue?", .onlyOnTerminal,
        run.cancellation)
    }
    let outcome = try run.library().repro(options)
    run.hint(outcome)
    run.console.say(
      outcome.value.stages.isEmpty
        ? StatusText.upToDate : "Use `\(run.program.name) push` to send your updates to remote storage.")
    return ExitCode.success
  }
}

import ArgumentParser
import Cairn

struct Diff: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "diff", "Show what changed in tracked data between two commits, or a commit and the workspace.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Option(
    parsing: .upToNextOption,
    help: .init("Only these tracked files and directories.", valueName: "paths"), completion: .file())
  var targets: [String] = []

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Show hashes.")
  var showHash = false

  @Flag(name: .customLong("md"), help: "Print a Markdown table.")
  var markdown = false

  @Flag(help: "Don't show what the cache lacks.")
  var hideMissing = false

  @Argument(help: .init("The old git revision; HEAD without.", valueName: "a_rev"))
  var old: String?

  @Argument(help: .init("The new git revision; the workspace without.", valueName: "b_rev"))
  var new: String?

  var failureContext: String? { "failed to get diff" }

  var options: DiffOptions {
    var options = DiffOptions()
    options.targets = targets
    options.old = old
    options.new = new
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    let report = try run.library().diff(options)
    let text = DiffText(report, hashes: showHash, hidesMissing: hideMissing)
    if json {
      run.console.json(text.json)
    } else if markdown {
      run.console.say(text.markdown, terminator: "")
    } else {
      run.console.say(text.text, terminator: "")
    }
    return ExitCode.success
  }
}

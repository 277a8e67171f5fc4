import ArgumentParser
import Cairn
import Hooks

struct Resolve: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "resolve", "Settle conflicts of .dvc files and dvc.lock after a merge, path by path and stage by stage.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Flag(help: "Where both sides changed something, keep ours.")
  var ours = false

  @Flag(help: "Take theirs.")
  var theirs = false

  @Flag(help: "Keep ours, and put theirs beside it (name.theirs.ext).")
  var both = false

  @Flag(help: "Print JSON.")
  var json = false

  @Argument(
    help: "Conflicted files, paths of data, stages; all without.", completion: .file())
  var targets: [String] = []

  private var choice: MergeChoice? { ours ? .ours : theirs ? .theirs : both ? .both : nil }

  func run(in run: Invocation) throws -> Int32 {
    if [ours, theirs, both].filter({ $0 }).count > 1 {
      throw CommandError("--ours, --theirs and --both exclude each other")
    }
    let library = try run.library()
    var options = ResolveOptions()
    if let choice {
      if targets.isEmpty { options.settlement.general = choice }
      options.settlement.particular = targets.map { (ResolveText.fromTop($0, library), choice) }
    } else {
      options.files = targets
    }
    let report = try library.resolve(options)
    if json {
      run.console.json(ResolveText.json(report))
    } else {
      run.console.say(ResolveText.text(report, run.program), terminator: "")
    }
    return report.open.isEmpty ? ExitCode.success : ExitCode.failure
  }
}

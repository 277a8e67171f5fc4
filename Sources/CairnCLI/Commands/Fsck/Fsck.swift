import ArgumentParser
import Cairn
import Objects

struct Fsck: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "fsck", "Read stored data again and compare it with its hashes.")

  @OptionGroup var common: CommonOptions

  @Flag(help: "Replace what is broken or missing: from the workspace or a remote.")
  var repair = false

  @Option(
    name: .shortAndLong,
    help: .init("The only remote to repair from; all of them without.", valueName: "name"))
  var remote: String?

  @Option(help: .init("Only what this git revision needs.", valueName: "commit"))
  var rev: String?

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var selection: SelectionFlags

  var options: FsckOptions {
    var options = FsckOptions()
    options.selection = selection.selection
    options.revision = rev
    options.repair = repair
    options.remote = remote
    return options
  }

  /// What kept objects from being read is no fault of theirs.
  private func tell(_ report: FsckReport, _ run: Invocation) {
    var hints: [String] = []
    var count = 0
    for case .unreadable(let error) in report.findings.filter({ !$0.isRepaired }).map(\.fault) {
      count += 1
      if count > Self.shownErrors { continue }
      let failure = FailureWording(program: run.program).describe(error)
      run.console.error(failure.message)
      if let hint = failure.hint, !hints.contains(hint) { hints.append(hint) }
    }
    if count > Self.shownErrors { run.console.error("and \(count - Self.shownErrors) more like these") }
    for hint in hints { run.console.note(hint) }
  }

  private static let shownErrors = 5

  func run(in run: Invocation) throws -> Int32 {
    let report = try run.library().fsck(options)
    if json { run.console.json(FsckText.json(report)) } else { run.console.say(FsckText.text(report)) }
    tell(report, run)
    return report.isSound ? ExitCode.success : ExitCode.failure
  }
}

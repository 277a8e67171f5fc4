import ArgumentParser
import Cairn

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

  func run(in run: Invocation) throws -> Int32 {
    let report = try run.library().fsck(options)
    if json { run.console.json(FsckText.json(report)) } else { run.console.say(FsckText.text(report)) }
    ObjectErrors.tell(report.findings, in: run)
    return report.isSound ? ExitCode.success : ExitCode.failure
  }
}

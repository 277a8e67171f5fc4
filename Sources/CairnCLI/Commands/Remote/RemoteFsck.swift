import ArgumentParser
import Cairn

struct RemoteFsck: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "fsck", "Compare everything on a remote with its hashes, and with what all commits need.")

  @OptionGroup var common: CommonOptions

  @Flag(help: "Read every object, instead of believing the server's listing.")
  var read = false

  @Flag(help: "Upload good copies from the cache.")
  var repair = false

  @Option(name: .shortAndLong, help: .init("Transfers at the same time.", valueName: "number"))
  var jobs: Int?

  @Flag(help: "Print JSON.")
  var json = false

  @Argument(help: "Name of the remote; the default one without.")
  var name: String?

  func run(in run: Invocation) throws -> Int32 {
    var options = RemoteFsckOptions()
    options.name = name
    options.reads = read
    options.repairs = repair
    options.jobs = jobs
    let report = try run.library().remoteFsck(options)
    let text = RemoteHealthText(wording: FailureWording(program: run.program))
    if json { run.console.json(text.json(report)) } else { run.console.say(text.text(report)) }
    ObjectErrors.tell(report.findings, and: report.failures, in: run)
    return report.isSound ? ExitCode.success : ExitCode.failure
  }
}

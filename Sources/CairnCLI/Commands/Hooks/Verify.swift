import ArgumentParser
import Cairn

struct Verify: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "verify",
    "Check that a remote has what commits name, and that their pipelines are consistent. "
      + "Exit codes: 0 all is well, 1 it isn't, others: it could not be checked.")

  @OptionGroup var common: CommonOptions

  @Option(help: .init("The commits, as git names them: main..HEAD. HEAD alone without.", valueName: "a..b"))
  var range: String?

  @Flag(help: "Only the remote counts, not what the cache has.")
  var remoteOnly = false

  @Option(
    name: [.customShort("r"), .long],
    help: .init("The remote to use instead of the default one.", valueName: "name"))
  var remote: String?

  @Flag(help: "Print JSON.")
  var json = false

  func run(in run: Invocation) throws -> Int32 {
    var options = VerifyOptions()
    options.range = range
    options.remoteOnly = remoteOnly
    options.remote = remote
    let report = try run.library().verify(options)
    let text = ProblemText(program: run.program)
    if json {
      run.console.json(text.json(report))
    } else {
      let seen =
        "\(report.commits) commit\(report.commits == 1 ? "" : "s"), \(report.objects) object\(report.objects == 1 ? "" : "s")"
      if !report.problems.isEmpty {
        run.console.show(text.text(report, refused: options.range ?? "HEAD", skip: nil))
      }
      run.console.say(report.refuses ? "Checked \(seen)." : "Checked \(seen): all is well.")
    }
    return report.refuses ? ExitCode.failure : ExitCode.success
  }
}

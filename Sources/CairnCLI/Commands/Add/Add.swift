import ArgumentParser
import Cairn

struct Add: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "add", "Start tracking files and directories.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Flag(help: "Write the .dvc file but don't store the data.")
  var noCommit = false

  @Flag(help: "Read targets as shell patterns.")
  var glob = false

  @Option(
    name: .shortAndLong, help: .init("Put the data here; for one target only.", valueName: "path"),
    completion: .file())
  var out: String?

  @Flag(help: "Send the data straight to the remote, with no copy here.")
  var toRemote = false

  @Option(name: .shortAndLong, help: .init("The remote for --to-remote.", valueName: "name"))
  var remote: String?

  @Option(help: .init("How many transfers to the remote run at once.", valueName: "number"))
  var remoteJobs: Int?

  @Flag(name: .shortAndLong, help: "Overwrite what is in the way.")
  var force = false

  @Flag(help: "Leave the files as they are instead of linking them to the cache.")
  var noRelink = false

  @Argument(help: "Files and directories to track.", completion: .file())
  var targets: [String]

  var options: AddOptions {
    var options = AddOptions()
    options.targets = targets
    options.glob = glob
    options.noCommit = noCommit
    options.out = out
    options.toRemote = toRemote
    options.remote.name = remote
    options.remote.jobs = remoteJobs
    options.force = force
    options.noRelink = noRelink
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    if out != nil, targets.count > 1 { throw CommandError("multiple targets can't be used with --out") }
    if remote != nil, !toRemote { throw CommandError("--remote can't be used without --to-remote") }
    if remoteJobs != nil, !toRemote { throw CommandError("--remote-jobs can't be used without --to-remote") }
    if glob, out != nil { throw CommandError("--glob option can't be used with --out") }
    if toRemote, targets.count > 1 { throw CommandError("multiple targets can't be used with --to-remote") }
    let outcome = try run.library().add(options)
    run.hint(outcome)
    return ExitCode.success
  }
}

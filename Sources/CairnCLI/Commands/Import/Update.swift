import ArgumentParser
import Cairn

struct Update: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "update", "Import again what changed at its source.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Option(help: .init("The git revision to import from now on.", valueName: "commit"))
  var rev: String?

  @Flag(name: [.customShort("R"), .long], help: "Everything imported below directories given as targets.")
  var recursive = false

  @Flag(help: "Record what the source has, but don't bring it.")
  var noDownload = false

  @Flag(help: "Send the data straight to the remote, with no copy here.")
  var toRemote = false

  @OptionGroup var remote: RemoteFlags

  @Argument(help: "The .dvc files of imports.", completion: .file())
  var targets: [String]

  func run(in run: Invocation) throws -> Int32 {
    if toRemote, noDownload {
      throw CommandError("failed update data - --to-remote can't be used with --no-download")
    }
    if remote.remote != nil, !toRemote {
      throw CommandError("failed update data - --remote can't be used without --to-remote")
    }
    var options = UpdateOptions()
    options.targets = targets
    options.recursive = recursive
    options.revision = rev
    options.noDownload = noDownload
    options.toRemote = toRemote
    options.remote = remote.selection
    try SourceFailures(run, "failed update data").naming { try run.library().update(options) }
    return ExitCode.success
  }
}

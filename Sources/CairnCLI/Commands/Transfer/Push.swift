import ArgumentParser
import Cairn

struct Push: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "push", "Send stored data to a remote.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions
  @OptionGroup var remote: RemoteFlags
  @OptionGroup var revisions: RevisionFlags

  @Flag(inversion: .prefixedNo, help: "Also the run cache.")
  var runCache = false

  @Flag(help: "Read targets as shell patterns.")
  var glob = false

  @Flag(help: "Only tell how many files would be sent.")
  var dry = false

  @OptionGroup var selection: SelectionFlags

  var failureContext: String? { "failed to push data to the cloud" }

  var options: PushOptions {
    var options = PushOptions()
    options.selection = selection.selection
    options.remote = remote.selection
    options.revisions = revisions.scope
    options.glob = glob
    options.runCache = runCache
    options.dryRun = dry
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    let result = try run.library().push(options)
    try TransferMessages(run).tell(result, failing: "upload")
    run.console.say(Summaries.files([(result.count, dry ? "to be pushed" : "pushed")]) ?? Summaries.upToDate)
    return ExitCode.success
  }
}

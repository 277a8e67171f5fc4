import ArgumentParser
import Cairn
import Manifests
import Workspace

struct Pull: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "pull", "Bring data from a remote into the cache and the workspace.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions
  @OptionGroup var remote: RemoteFlags
  @OptionGroup var revisions: RevisionFlags

  @Flag(name: .shortAndLong, help: "Overwrite and delete unsaved data without a question.")
  var force = false

  @Flag(inversion: .prefixedNo, help: "Also the run cache.")
  var runCache = false

  @Flag(help: .init("Read targets as shell patterns.", visibility: .hidden))
  var glob = false

  @Flag(help: "Don't fail where data is nowhere to be found.")
  var allowMissing = false

  @OptionGroup var selection: SelectionFlags

  var failureContext: String? { "failed to pull data from the cloud" }

  var options: PullOptions {
    var options = PullOptions()
    options.selection = selection.selection
    options.remote = remote.selection
    options.revisions = revisions.scope
    options.glob = glob
    options.runCache = runCache
    options.force = force
    options.allowMissing = allowMissing
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    let library = try run.library()
    let (fetched, report) = try UnsavedData.asking(run, force: force) { force in
      var options = options
      options.force = force
      return try pull(options, library, run)
    }
    run.warn(ofUnrecorded: report)
    if fetched.hasNoRemote { run.console.note(TransferMessages.noRemote) }
    try TransferMessages(run).tell(fetched, failing: "download")
    let view = CheckoutView(report, from: library.environment.workingDirectory)
    run.console.say(view.text, terminator: "")
    run.console.say(Summaries.files([(fetched.count, "fetched")] + view.counts) ?? Summaries.upToDate)
    let failed = view.display(report.failed)
    if failed.isEmpty { return ExitCode.success }
    throw CommandError(FailureWording.missingObjects(failed).message)
  }

  /// Without any remote it is a checkout, as for the peer.
  private func pull(
    _ options: PullOptions, _ library: Session, _ run: Invocation
  ) throws -> (fetched: TransferResult, checkout: Workspace.Checkout.Report) {
    do {
      return try library.pull(options)
    } catch ConfigError.noDefaultRemote {
      var checkout = CheckoutOptions()
      checkout.selection = options.selection
      checkout.force = options.force
      checkout.allowMissing = options.allowMissing
      var result = TransferResult()
      result.hasNoRemote = true
      return (result, try library.checkout(checkout))
    }
  }
}

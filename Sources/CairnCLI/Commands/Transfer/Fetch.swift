import ArgumentParser
import Cairn
import Manifests

struct Fetch: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "fetch", "Bring data from a remote into the cache.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions
  @OptionGroup var remote: RemoteFlags
  @OptionGroup var revisions: RevisionFlags

  @Flag(inversion: .prefixedNo, help: "Also the run cache.")
  var runCache = false

  @Option(help: .init("Only data below this size.", valueName: "bytes"))
  var maxSize: Int64?

  @Option(name: .customLong("type"), help: .init("Only data of this kind.", valueName: "kind"))
  var kinds: [Kind] = []

  @OptionGroup var selection: SelectionFlags

  enum Kind: String, ExpressibleByArgument, CaseIterable { case metrics, plots }

  var failureContext: String? { "failed to fetch data from the cloud" }

  var options: FetchOptions {
    var options = FetchOptions()
    options.selection = selection.selection
    options.remote = remote.selection
    options.revisions = revisions.scope
    options.runCache = runCache
    options.maximumSize = maxSize
    options.kinds = kinds.map { $0 == .metrics ? .metrics : .plots }
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    do {
      let result = try run.library().fetch(options)
      if result.hasNoRemote { run.console.note(TransferMessages.noRemote) }
      try TransferMessages(run).tell(result, failing: "download")
      run.console.say(Summaries.files([(result.count, "fetched")]) ?? Summaries.upToDate)
    } catch ConfigError.noDefaultRemote {
      // Nothing to fetch from is no failure, as for the peer.
      run.console.note(TransferMessages.noRemote)
      run.console.say(Summaries.upToDate)
    }
    return ExitCode.success
  }
}

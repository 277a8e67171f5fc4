import ArgumentParser
import Cairn

struct Gc: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "gc", "Delete stored data that no chosen revision uses.")

  @OptionGroup var common: CommonOptions

  @Flag(name: .shortAndLong, help: "Keep what the workspace uses.")
  var workspace = false

  @Option(help: .init("Keep what this git revision uses.", valueName: "commit"))
  var rev: String?

  @Option(
    name: [.customShort("n"), .customLong("num")],
    help: .init("With --rev or --all-branches: how many commits back, 1 by default.", valueName: "num"))
  var number: Int?

  @OptionGroup var revisions: RevisionFlags

  @Option(help: .init("Keep what commits since this day use.", valueName: "yyyy-mm-dd"))
  var date: String?

  @Flag(help: "Keep what experiments use.")
  var allExperiments = false

  @Flag(help: "Keep what the remote lacks.")
  var notInRemote = false

  @Flag(name: .shortAndLong, help: "Collect in the remote as well.")
  var cloud = false

  @Flag(help: "Leave out revisions that can't be read.")
  var skipFailed = false

  @Flag(name: .shortAndLong, help: "Don't ask.")
  var force = false

  @OptionGroup var remote: RemoteFlags

  @Option(
    name: .shortAndLong, parsing: .upToNextOption,
    help: .init("Keep what these projects use; for a shared cache.", valueName: "paths"),
    completion: .directory)
  var projects: [String] = []

  @Flag(help: "Only tell what would be deleted.")
  var dry = false

  @Flag(
    inversion: .prefixedNo, help: "Keep what only the run cache names.")
  var runCache = true

  @OptionGroup var collections: CollectionFlags

  var options: GcOptions {
    var options = GcOptions()
    options.workspace = workspace
    options.revision = rev
    options.number = number
    options.revisions = revisions.scope
    options.date = date
    options.allExperiments = allExperiments
    options.notInRemote = notInRemote
    options.cloud = cloud
    options.remote = remote.selection
    options.skipFailed = skipFailed
    options.projects = projects
    options.runCache = runCache
    options.dryRun = dry
    return options
  }

  private func checkFlags() throws {
    if number != nil, rev == nil, !allBranches {
      throw CommandError("`--num` can only be used alongside `--rev` or `--all-branches`")
    }
    let hasScope =
      workspace || rev != nil || !revisions.scope.isWorkspaceOnly || date != nil || allExperiments
    if !hasScope {
      throw CommandError(
        "Either of `-w|--workspace`, `-a|--all-branches`, `-T|--all-tags` `--all-experiments`, "
          + "`--all-commits`, `--date` or `--rev` needs to be set.")
    }
    if cloud, notInRemote { throw CommandError("`--not-in-remote` and `--cloud` are mutually exclusive") }
  }

  private var allBranches: Bool { revisions.scope.allBranches }

  func run(in run: Invocation) throws -> Int32 {
    if try collections.run(in: run) { return ExitCode.success }
    try checkFlags()
    let library = try run.library()
    let options = options
    _ = try library.open()  // not inside a project: told before anything is asked
    run.console.warning(GcView.scope(options, from: library.environment.workingDirectory))
    if !force, !dry, !run.console.confirm("Are you sure you want to proceed?", .always, run.cancellation) {
      return ExitCode.failure
    }
    GcView(run.console).show(try library.gc(options), options)
    return ExitCode.success
  }
}

import ArgumentParser
import Cairn
import Exchange
import Hashing

struct Status: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "status", "Show what changed since it was recorded, or compare the cache with a remote.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions
  @OptionGroup var remote: RemoteFlags
  @OptionGroup var revisions: RevisionFlags

  @Flag(name: .shortAndLong, help: "Compare the cache with a remote.")
  var cloud = false

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Tell precisely what differs, what repro would do, and how long that took last time.")
  var explain = false

  @Flag(help: "Don't ask whether the sources of imports changed.")
  var noUpdates = false

  @Flag(help: "Read all data again instead of trusting sizes and times.")
  var verify = false

  @OptionGroup var selection: SelectionFlags

  var options: StatusOptions {
    var options = StatusOptions()
    options.selection = selection.selection
    options.cloud = cloud || remote.remote != nil
    options.remote = remote.selection
    options.revisions = revisions.scope
    options.noUpdates = noUpdates
    options.verify = verify
    return options
  }

  private func checkFlags() throws {
    guard !options.cloud else { return }
    var idle: [String] = []
    if revisions.allBranches { idle.append("--all-branches") }
    if revisions.allTags { idle.append("--all-tags") }
    if revisions.allCommits { idle.append("--all-commits") }
    if remote.jobs != nil { idle.append("--jobs") }
    if !idle.isEmpty {
      throw CommandError(
        "The following options are meaningless for local status: \(idle.joined(separator: ", "))")
    }
  }

  func run(in run: Invocation) throws -> Int32 {
    try checkFlags()
    if options.cloud { return try showCloud(run) }
    let library = try run.library()
    if explain {
      ExplanationText(console: run.console).show(try library.explainStatus(options), asJSON: json)
      return ExitCode.success
    }
    let report = try library.status(options)
    let stages = report.stages.map {
      StatusView($0, root: report.root, from: library.environment.workingDirectory)
    }
    if run.console.isQuiet { return stages.isEmpty ? ExitCode.success : ExitCode.failure }
    if json {
      run.console.json(StatusText.json(stages))
    } else if stages.isEmpty {
      // The whole project is looked at for the last word alone.
      if let cause = report.unreadable { throw UnhandledError(cause: cause) }
      run.console.say(report.isEmptyProject ? StatusText.nothingTracked : StatusText.upToDate)
    } else {
      run.console.show(StatusText.text(stages))
    }
    return ExitCode.success
  }

  private func showCloud(_ run: Invocation) throws -> Int32 {
    let library = try run.library()
    let (name, report) = try library.cloudStatus(options)
    if !report.unknownTrees.isEmpty {
      let lines = report.unknownTrees.map { "\nname: None, \($0.algorithm.name): \($0)" }.joined()
      run.console.warning(
        "Some of the cache files do not exist neither locally nor on remote. Missing cache files:" + lines)
    }
    let entries = report.entries.map { StatusView.Entry(path: $0.path, state: $0.change.rawValue) }
    if json {
      run.console.json(StatusText.cloudJSON(entries))
    } else if entries.isEmpty {
      run.console.say(
        name.flatMap { report.isEmptyProject ? nil : StatusText.inSync(remote: $0) }
          ?? StatusText.nothingTracked)
    } else {
      run.console.say(StatusText.cloud(entries), terminator: "")
    }
    return common.quiet && !entries.isEmpty ? ExitCode.failure : ExitCode.success
  }
}

import ArgumentParser
import Cairn

struct DataStatus: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "status", "Compare the data of the last git commit, of the .dvc and dvc.lock files, and of the workspace."
  )

  /// Takes any word, so that a wrong one is an error and not a target.
  struct Untracked: ExpressibleByArgument, CustomStringConvertible {
    static let allValueStrings = ["no", "all"]
    let description: String
    init?(argument: String) { description = argument }
    init(_ word: String) { description = word }
  }

  @OptionGroup var common: CommonOptions

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Show the files inside changed directories.")
  var granular = false

  @Flag(help: "Also show what did not change.")
  var unchanged = false

  @Option(
    name: .long, defaultAsFlag: Untracked("all"),
    help: .init("Also show files git doesn't track.", valueName: "which"))
  var untrackedFiles: Untracked?

  @Option(
    name: .shortAndLong, help: .init("The remote for --not-in-remote.", valueName: "name"))
  var remote: String?

  @Flag(help: "Also show what the remote lacks.")
  var notInRemote = false

  @Flag(help: "Trust what was seen of the remote before.")
  var noRemoteRefresh = false

  @Flag(help: "Read all data again instead of trusting sizes and times.")
  var verify = false

  @Argument(help: "Tracked files and directories to look at; all without.", completion: .file())
  var targets: [String] = []

  mutating func validate() throws {
    if let word = untrackedFiles?.description, !Untracked.allValueStrings.contains(word) {
      throw ValidationError("invalid choice: '\(word)'")
    }
  }

  var options: DataStatusOptions {
    var options = DataStatusOptions()
    options.targets = targets
    options.granular = granular
    options.unchanged = unchanged
    options.untracked = untrackedFiles?.description == "all"
    options.notInRemote = notInRemote
    options.remote = remote
    options.refreshRemote = !noRemoteRefresh
    options.verify = verify
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    let report = try run.library().dataStatus(options, looksAtGit: !json && !run.console.isQuiet)
    let text = DataStatusText(view: DataStatusView(report), program: run.program.name)
    if json {
      if !run.console.isQuiet { run.console.json(text.json) }
    } else {
      run.console.say(text.text, terminator: "")
    }
    return ExitCode.success
  }
}

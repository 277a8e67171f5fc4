import ArgumentParser
import Cairn
import Exchange

struct GetURL: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "get-url", "Copy data from a path or URL here, without tracking it.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Option(
    name: .shortAndLong,
    help: .init("How many transfers run at once; four for each core by default.", valueName: "number"))
  var jobs: Int?

  @Flag(name: .shortAndLong, help: "Overwrite what is in the way.")
  var force = false

  @OptionGroup var settings: URLSettings

  @Argument(
    help: "A path, or a URL of a kind that remotes have; remote://NAME/path too.", completion: .file())
  var url: String

  @Argument(help: "Where to put the data.", completion: .file())
  var out: String?

  func run(in run: Invocation) throws -> Int32 {
    var options = URLOptions()
    options.url = url
    options.out = out
    options.force = force
    options.jobs = jobs
    options.settings = try Settings.pairs(settings.fsConfig)
    try SourceFailures(run, "failed to get '\(url)'").naming {
      do {
        try run.library().getURL(options)
      } catch ImportError.sourceMissing {
        throw CommandError("The path '\(url)' does not exist")
      }
    }
    return ExitCode.success
  }
}

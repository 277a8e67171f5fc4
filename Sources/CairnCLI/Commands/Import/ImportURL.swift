import ArgumentParser
import Cairn

struct ImportURL: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "import-url", "Bring data from a path or URL into the workspace, and track it.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Flag(help: "Send the data straight to the remote, with no copy here.")
  var toRemote = false

  @Option(name: .shortAndLong, help: .init("The remote for --to-remote.", valueName: "name"))
  var remote: String?

  @OptionGroup var extent: ExtentFlags

  @Option(
    name: .shortAndLong,
    help: .init("How many transfers run at once; four for each core by default.", valueName: "number"))
  var jobs: Int?

  @Flag(name: .shortAndLong, help: "Overwrite what is in the way.")
  var force = false

  @Flag(help: "Remember which version the server has.")
  var versionAware = false

  @OptionGroup var settings: URLSettings

  @Argument(
    help: "A path, or a URL of a kind that remotes have; remote://NAME/path too.", completion: .file())
  var url: String

  @Argument(help: "Where to put the data.", completion: .file())
  var out: String?

  func run(in run: Invocation) throws -> Int32 {
    var options = ImportURLOptions()
    options.url = url
    options.out = out
    options.force = force
    options.extent = extent.extent
    options.toRemote = toRemote
    options.remote.name = remote
    options.remote.jobs = jobs
    options.versionAware = versionAware
    options.settings = try Settings.pairs(settings.fsConfig)
    let outcome = try SourceFailures(
      run,
      "failed to import \(url). You could also try downloading it manually, and adding it with "
        + "`\(run.program.name) add`."
    ).naming {
      if toRemote, extent.extent != .data || versionAware {
        throw CommandError("--no-exec/--no-download/--version-aware cannot be combined with --to-remote")
      }
      if remote != nil, !toRemote { throw CommandError("--remote can't be used without --to-remote") }
      return try run.library().importURL(options)
    }
    run.hint(outcome)
    return ExitCode.success
  }
}

/// `--fs-config`
struct URLSettings: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: .init("Options for this URL, as a remote of its kind has them.", valueName: "name=value"))
  var fsConfig: [String] = []
}

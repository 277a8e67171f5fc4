import ArgumentParser
import Cairn

struct Import: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "import", "Bring data of another repository into the workspace, and track it.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Option(name: .shortAndLong, help: .init("Put the data here.", valueName: "path"), completion: .file())
  var out: String?

  @Flag(name: .shortAndLong, help: "Overwrite what is in the way.")
  var force = false

  @Option(help: .init("A git revision of that repository.", valueName: "commit"))
  var rev: String?

  @OptionGroup var extent: ExtentFlags

  @OptionGroup var source: RepositoryFlags

  @Argument(help: "A repository on this machine, or what git can clone.", completion: .directory)
  var url: String

  @Argument(help: "The data's path in that repository.")
  var path: String

  func run(in run: Invocation) throws -> Int32 {
    var options = ImportOptions()
    options.source = try source.options(url, path, rev)
    options.out = out
    options.force = force
    options.extent = extent.extent
    let outcome = try SourceFailures(
      run, "failed to import '\(path)' from '\(url)'.", whenUnreachable: "failed to import '\(path)'"
    ).naming { try run.library().importData(options) }
    run.hint(outcome)
    return ExitCode.success
  }
}

/// `--no-exec`, `--no-download`: how much of an import is done.
struct ExtentFlags: ParsableArguments {
  @Flag(help: "Only write the .dvc file.")
  var noExec = false

  @Flag(help: "Record what the source has, but don't bring it.")
  var noDownload = false

  mutating func validate() throws {
    if noExec, noDownload {
      throw ValidationError("argument --no-download: not allowed with argument --no-exec")
    }
  }

  var extent: ImportExtent { noExec ? .nothing : noDownload ? .record : .data }
}

/// How another repository is looked at.
struct RepositoryFlags: ParsableArguments {
  @Option(
    name: [.customShort("j"), .long],
    help: .init("How many transfers run at once; four for each core by default.", valueName: "number"))
  var jobs: Int?

  @Option(
    help: .init("A configuration file to add to that of the repository.", valueName: "file"),
    completion: .file())
  var config: String?

  @Option(help: .init("The remote to use instead of the repository's default one.", valueName: "name"))
  var remote: String?

  @Option(
    parsing: .upToNextOption, help: .init("Options of the remote to change.", valueName: "name=value"))
  var remoteConfig: [String] = []

  func options(_ url: String, _ path: String, _ revision: String?) throws -> SourceOptions {
    var options = SourceOptions()
    options.url = url
    options.path = path
    options.revision = revision
    options.config = config
    options.remote = remote
    options.remoteConfig = try Settings.pairs(remoteConfig)
    options.jobs = jobs
    return options
  }
}

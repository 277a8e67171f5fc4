import ArgumentParser
import Cairn

struct Get: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "get", "Copy data of another repository here, without tracking it.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Option(name: .shortAndLong, help: .init("Put the data here.", valueName: "path"), completion: .file())
  var out: String?

  @Option(help: .init("A git revision of that repository.", valueName: "commit"))
  var rev: String?

  @Flag(name: .customLong("show-url"), help: "Only print where the repository's remote has the data.")
  var showURL = false

  @Flag(name: .shortAndLong, help: "Overwrite what is in the way.")
  var force = false

  @OptionGroup var source: RepositoryFlags

  @Argument(help: "A repository on this machine, or what git can clone.", completion: .directory)
  var url: String

  @Argument(help: "The data's path in that repository.")
  var path: String

  func run(in run: Invocation) throws -> Int32 {
    var options = GetOptions()
    options.source = try source.options(url, path, rev)
    options.out = out
    options.force = force
    let library = try run.library()
    if showURL {
      run.console.show(try library.url(options) + "\n")
      return ExitCode.success
    }
    try SourceFailures(
      run, "failed to get '\(path)' from '\(url)'", whenUnreachable: "failed to get '\(path)'"
    ).naming { try library.get(options) }
    return ExitCode.success
  }
}

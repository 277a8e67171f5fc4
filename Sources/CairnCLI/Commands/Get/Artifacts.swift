import ArgumentParser
import Cairn

struct Artifacts: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "artifacts", abstract: "Use the models and data sets that a repository registers.",
    subcommands: [ArtifactsGet.self])

  @OptionGroup var common: CommonOptions
}

struct ArtifactsGet: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "get", "Copy a registered artifact of another repository here.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Option(help: .init("The version; the highest without.", valueName: "version"))
  var rev: String?

  @Option(help: .init("The stage whose version is meant.", valueName: "stage"))
  var stage: String?

  @Option(name: .shortAndLong, help: .init("Put the data here.", valueName: "path"), completion: .file())
  var out: String?

  @Flag(name: .customLong("show-url"), help: "Only print where the repository's remote has the data.")
  var showURL = false

  @Flag(name: .shortAndLong, help: "Overwrite what is in the way.")
  var force = false

  @OptionGroup var source: RepositoryFlags

  @Argument(help: "A repository on this machine, or what git can clone.", completion: .directory)
  var url: String

  @Argument(help: "The artifact's name.")
  var name: String

  func run(in run: Invocation) throws -> Int32 {
    var options = GetArtifactOptions()
    options.source = try source.options(url, "", nil)
    options.name = name
    options.version = rev
    options.stage = stage
    options.out = out
    options.force = force
    let library = try run.library()
    try SourceFailures(
      run, "failed to get '\(name)' from '\(url)'", whenUnreachable: "failed to get '\(name)'"
    ).naming {
      do {
        if showURL {
          run.console.show(try library.url(options) + "\n")
        } else {
          let (out, files) = try library.getArtifact(options)
          run.console.say("Downloaded \(files) file(s) to '\(out)'")
        }
      } catch ArtifactError.versionAndStage {
        throw CommandError("Artifact version and stage are mutually exclusive.")
      } catch ArtifactError.notFound(let name, let version) {
        // The peer tries a service first, which nobody set up.
        run.console.error("Failed to download artifact '\(name)' via Studio - No studio config")
        let full = version.map { "\(name) @ \($0)" } ?? name
        throw CommandError(
          "Failed to download artifact '\(name)' via DVC remote: Unable to find artifact '\(full)'")
      }
    }
    return ExitCode.success
  }
}

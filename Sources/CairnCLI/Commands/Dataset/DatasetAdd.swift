import ArgumentParser
import Cairn
import Manifests

struct DatasetAdd: CairnCommand {
  static let configuration = CommandConfiguration.leaf("add", "Declare a data set and record its version.")

  @OptionGroup var common: CommonOptions

  @Option(help: .init("A DataChain data set.", valueName: "name"))
  var dc: String?

  @Option(help: .init("A repository on this machine, or what git can clone.", valueName: "url"))
  var dvc: String?

  @Option(help: .init("Versioned data of a cloud.", valueName: "url"))
  var url: String?

  @Option(help: .init("A git revision, with --dvc.", valueName: "commit"))
  var rev: String?

  @Option(help: .init("A path in the repository, with --dvc.", valueName: "path"))
  var path: String?

  @Flag(name: .shortAndLong, help: "Replace a data set of that name.")
  var force = false

  @Argument(help: "Name of the data set.")
  var name: String

  mutating func validate() throws {
    let sources = [("--dc", dc), ("--dvc", dvc), ("--url", url)].filter { $0.1 != nil }.map(\.0)
    if sources.isEmpty { throw ValidationError("one of the arguments --dc --dvc --url is required") }
    if sources.count > 1 {
      throw ValidationError("argument \(sources[1]): not allowed with argument \(sources[0])")
    }
  }

  func run(in run: Invocation) throws -> Int32 {
    if dvc == nil, rev != nil { throw CommandError("--rev can't be used without --dvc") }
    if dvc == nil, path != nil { throw CommandError("--path can't be used without --dvc") }
    var spec = DatasetSpec(
      name: name, url: dvc ?? dc ?? url ?? "", kind: dvc != nil ? .repository : dc != nil ? .dataChain : .url)
    spec.path = path ?? ""
    spec.revision = rev
    var options = DatasetAddOptions(spec)
    options.force = force
    let outcome = try run.library().addDataset(options)
    run.console.say(DatasetText.added(outcome.value.new))
    run.hint(outcome)
    return ExitCode.success
  }
}

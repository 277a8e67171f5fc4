import ArgumentParser
import Cairn
import Manifests

struct DatasetUpdate: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "update", "Record the version of a data set that its source has now.")

  @OptionGroup var common: CommonOptions

  @Option(name: [.long, .customLong("version")], help: .init("Another revision.", valueName: "version"))
  var rev: String?

  @Argument(help: "Name of the data set.")
  var name: String

  func run(in run: Invocation) throws -> Int32 {
    var options = DatasetUpdateOptions(name: name)
    options.revision = rev
    do {
      let outcome = try run.library().updateDataset(options)
      run.console.say(DatasetText.updated(outcome.value))
      run.hint(outcome)
      return ExitCode.success
    } catch let error as DatasetError {
      guard case .notFound = error else { throw error }
      run.console.error(FailureWording(program: run.program).describe(error).message)
      return ExitCode.failure
    }
  }
}

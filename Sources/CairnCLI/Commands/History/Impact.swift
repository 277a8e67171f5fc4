import ArgumentParser
import Cairn

struct Impact: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "impact", "Show what was made of a file or a hash: models, metrics, tags.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Flag(help: "Print JSON.")
  var json = false

  @Argument(help: "A file or directory, or a hash.", completion: .file())
  var what: String

  func run(in run: Invocation) throws -> Int32 {
    let result = try run.library().impact(what)
    if json {
      run.console.json(HistoryText.json(result))
    } else {
      run.console.say(HistoryText.impact(result), terminator: "")
    }
    return ExitCode.success
  }
}

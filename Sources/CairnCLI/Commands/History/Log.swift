import ArgumentParser
import Cairn

struct Log: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "log", "Show the versions of tracked data: commit, date, author, hash, size, what changed, tags.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Flag(help: "Print JSON.")
  var json = false

  @Argument(help: "Tracked data, or its .dvc file.", completion: .file())
  var path: String

  func run(in run: Invocation) throws -> Int32 {
    let result = try run.library().log(path)
    if json {
      run.console.json(HistoryText.json(result))
    } else {
      run.console.say(HistoryText.log(result), terminator: "")
    }
    return ExitCode.success
  }
}

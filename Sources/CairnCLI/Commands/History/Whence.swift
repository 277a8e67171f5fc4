import ArgumentParser
import Cairn

struct Whence: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "whence", "Show which commits, paths, stages, tags and remotes have a file or a hash.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Flag(help: "Print JSON.")
  var json = false

  @Argument(help: "A file or directory, or a hash.", completion: .file())
  var what: String

  func run(in run: Invocation) throws -> Int32 {
    let result = try run.library().whence(what)
    if json {
      run.console.json(HistoryText.json(result))
    } else {
      run.console.say(HistoryText.whence(result), terminator: "")
    }
    return ExitCode.success
  }
}

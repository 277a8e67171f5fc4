import ArgumentParser
import Cairn

struct Lineage: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "lineage", "Show what data was made of (code, parameters, data by hash) and what was made of it.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Print a graph for Graphviz.")
  var dot = false

  @Flag(help: "Print a graph for Mermaid.")
  var mermaid = false

  @Flag(help: "Fetch repositories of imports that are on no disk here.")
  var fetch = false

  @Argument(help: "Tracked data, or data@revision.", completion: .file())
  var artifact: String

  func run(in run: Invocation) throws -> Int32 {
    let text = LineageText(report: try run.library().lineage(artifact, fetches: fetch))
    if json {
      run.console.json(text.json)
    } else {
      run.console.say(dot ? text.dot : mermaid ? text.mermaid : text.text, terminator: "")
    }
    return ExitCode.success
  }
}

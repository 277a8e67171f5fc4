import ArgumentParser
import Cairn

struct Dag: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "dag", "Draw the graph of stages or of outputs.")

  @OptionGroup var common: CommonOptions

  @Flag(help: "Print it in Graphviz' language.")
  var dot = false

  @Flag(help: "Print it in Mermaid's language.")
  var mermaid = false

  @Flag(name: .customLong("md"), help: "Print Mermaid inside a Markdown block.")
  var markdown = false

  @Flag(help: "Show the stages of a foreach or matrix as one.")
  var collapseForeachMatrix = false

  @Flag(help: "Everything connected with the target, not only what it depends on.")
  var full = false

  @Flag(name: .shortAndLong, help: "Show outputs instead of stages.")
  var outs = false

  @Argument(help: "A stage or an output; everything without.", completion: .file())
  var target: String?

  var options: DagOptions {
    var options = DagOptions()
    options.target = target
    options.full = full
    options.outs = outs
    options.collapseGenerated = collapseForeachMatrix
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    let graph = try run.library().dag(options)
    let view = GraphView(nodes: graph.nodes, edges: graph.edges.map { ($0.from, $0.to) })
    let text =
      dot
      ? GraphText.dot(view)
      : markdown ? GraphText.markdown(view) : mermaid ? GraphText.mermaid(view) : GraphDrawing.text(view)
    run.console.say(text, terminator: "")
    return ExitCode.success
  }
}

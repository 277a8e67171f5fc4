/// Names and who depends on whom: `edges` go from what is needed to who needs it.
struct GraphView: Equatable {
  var nodes: [String]
  var edges: [(from: String, to: String)]

  static func == (a: GraphView, b: GraphView) -> Bool {
    a.nodes == b.nodes && a.edges.elementsEqual(b.edges, by: ==)
  }
}

enum GraphText {
  /// Graphviz. Ends in a blank line, as the peer's.
  static func dot(_ graph: GraphView) -> String {
    "strict digraph {\n" + graph.nodes.map { "\"\($0)\";\n" }.joined()
      + graph.edges.map { "\"\($0.from)\" -> \"\($0.to)\";\n" }.joined() + "}\n\n"
  }

  /// Mermaid: connected parts one after the other, names sorted inside each.
  static func mermaid(_ graph: GraphView) -> String {
    var text = "flowchart TD\n"
    var number = 0
    for part in components(graph) {
      var ids: [String: String] = [:]
      for name in part.nodes.sorted(by: byScalars) {
        number += 1
        ids[name] = "node\(number)"
        text += "\tnode\(number)[\"\(name)\"]\n"
      }
      let lines = part.edges.compactMap { edge in
        ids[edge.from].flatMap { from in ids[edge.to].map { "\t\(from)-->\($0)\n" } }
      }
      text += lines.sorted(by: byScalars).joined()
    }
    return text
  }

  static func markdown(_ graph: GraphView) -> String { "```mermaid\n" + mermaid(graph) + "```\n" }

  /// The connected parts, in the order of their first nodes.
  static func components(_ graph: GraphView) -> [GraphView] {
    var neighbours: [String: [String]] = [:]
    for edge in graph.edges {
      neighbours[edge.from, default: []].append(edge.to)
      neighbours[edge.to, default: []].append(edge.from)
    }
    var part: [String: Int] = [:]
    var count = 0
    for node in graph.nodes where part[node] == nil {
      var queue = [node]
      part[node] = count
      while let next = queue.popLast() {
        for other in neighbours[next] ?? [] where part[other] == nil {
          part[other] = count
          queue.append(other)
        }
      }
      count += 1
    }
    return (0..<count).map { index in
      GraphView(
        nodes: graph.nodes.filter { part[$0] == index }, edges: graph.edges.filter { part[$0.from] == index })
    }
  }
}

import Cairn
import Documents

/// Forms of a lineage: a tree for reading, JSON, Graphviz, Mermaid.
struct LineageText {
  let report: LineageReport

  var text: String {
    var text = ""
    for node in report.nodes where node.isAsked {
      text += line(node) + "\n" + branches(node.id, "made of", indent: 1, isUpstream: true, [node.id])
      let below = branches(node.id, "used by", indent: 1, isUpstream: false, [node.id])
      text += below
    }
    return text.isEmpty ? "nothing is known of it\n" : text
  }

  private func branches(
    _ id: String, _ word: String, indent: Int, isUpstream: Bool, _ path: Set<String>
  ) -> String {
    guard indent < 64 else { return "" }
    let next = report.edges.compactMap { edge -> String? in
      isUpstream ? (edge.to == id ? edge.from : nil) : (edge.from == id ? edge.to : nil)
    }
    var text = ""
    for other in next where !path.contains(other) {
      guard let node = report.nodes.first(where: { $0.id == other }) else { continue }
      text += String(repeating: "  ", count: indent) + (isUpstream ? "<- " : "-> ") + line(node) + "\n"
      text += branches(other, word, indent: indent + 1, isUpstream: isUpstream, path.union([other]))
    }
    return text
  }

  private func line(_ node: LineageReport.Node) -> String {
    var text = node.kind == .stage ? "stage \(node.name)" : node.name
    if let hash = node.hash { text += " \(hash.prefix(12))" }
    if let size = node.size { text += " (\(HistoryText.bytes(size)))" }
    if let detail = node.detail { text += ": \(detail)" }
    switch node.end {
    case .elsewhere: text += " (its repository is on no disk here; --fetch asks for it)"
    case .unreachable: text += " (its repository can't be read)"
    case .file, nil: break
    }
    return text
  }

  var json: Value {
    var mapping = Mapping()
    mapping["revision"] = report.revision.map(Value.string) ?? .null
    mapping["nodes"] = .list(
      report.nodes.map { node in
        var entry = Mapping()
        entry["id"] = .string(node.id)
        entry["kind"] = .string(node.kind.rawValue)
        entry["name"] = .string(node.name)
        entry["hash"] = node.hash.map(Value.string) ?? .null
        entry["size"] = node.size.map { .int(Int($0)) } ?? .null
        entry["nfiles"] = node.fileCount.map(Value.int) ?? .null
        entry["detail"] = node.detail.map(Value.string) ?? .null
        if let repository = node.repository { entry["repo"] = .string(repository) }
        if let end = node.end { entry["end"] = .string(end.rawValue) }
        if node.isAsked { entry["asked"] = true }
        return .map(entry)
      })
    mapping["edges"] = .list(report.edges.map { ["from": .string($0.from), "to": .string($0.to)] })
    return .map(mapping)
  }

  var dot: String {
    var text = "digraph {\n"
    for node in report.nodes {
      let shape = node.kind == .stage ? "box" : "ellipse"
      text +=
        "  \(quoted(node.id)) [label=\(quoted(label(node))) shape=\(shape)\(node.isAsked ? " style=bold" : "")];\n"
    }
    for edge in report.edges { text += "  \(quoted(edge.from)) -> \(quoted(edge.to));\n" }
    return text + "}\n"
  }

  var mermaid: String {
    var numbers: [String: Int] = [:]
    for (number, node) in report.nodes.enumerated() { numbers[node.id] = number }
    var text = "flowchart TD\n"
    for (number, node) in report.nodes.enumerated() {
      let name = quoted(label(node))
      text += node.kind == .stage ? "\tnode\(number)[\(name)]\n" : "\tnode\(number)([\(name)])\n"
    }
    for edge in report.edges {
      if let from = numbers[edge.from], let to = numbers[edge.to] { text += "\tnode\(from)-->node\(to)\n" }
    }
    return text
  }

  private func label(_ node: LineageReport.Node) -> String {
    node.name + (node.hash.map { " " + $0.prefix(7) } ?? "")
  }

  private func quoted(_ text: String) -> String {
    var result = "\""
    for character in text {
      if character == "\"" || character == "\\" { result.append("\\") }
      result.append(character)
    }
    return result + "\""
  }
}

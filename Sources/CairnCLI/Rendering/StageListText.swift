/// One row of `stage list`.
struct StageRow: Equatable {
  var name: String
  var description: String?
  var outs: [String] = []
  /// Metrics and plots.
  var reports: [String] = []
  var deps: [String] = []
}

enum StageListText {
  static let width = 80

  static func names(_ rows: [StageRow]) -> String { rows.map { $0.name + "\n" }.joined() }

  static func table(_ rows: [StageRow]) -> String {
    Table(rows: rows.map { [$0.name, summary($0)] }).plain
  }

  /// The description's first line, or what the stage makes, or what it reads.
  static func summary(_ row: StageRow) -> String {
    if let text = row.description, !text.isEmpty {
      return cut(String(text.prefix { $0 != "\n" && $0 != "\r\n" }))
    }
    var parts: [String] = []
    if !row.outs.isEmpty { parts.append("Outputs " + row.outs.joined(separator: ", ")) }
    if !row.reports.isEmpty { parts.append("Reports " + row.reports.joined(separator: ", ")) }
    if parts.isEmpty {
      return row.deps.isEmpty
        ? "No outputs or dependencies" : cut("Depends on " + row.deps.joined(separator: ", "))
    }
    return cut(parts.joined(separator: "; "))
  }

  private static func cut(_ text: String) -> String {
    text.count <= width ? text : String(text.prefix(width - 1)) + "…"
  }
}

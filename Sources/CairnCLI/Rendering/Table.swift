/// Rows of text in columns; all left-aligned.
struct Table: Equatable {
  var headers: [String] = []
  var rows: [[String]]

  /// What stands where there is no value.
  static let nothing = "-"

  /// Columns two blanks apart, no blanks at the ends of lines. A header column is two wider than its title,
  /// as the peer's tables are.
  var plain: String {
    let widths = widths
    let lines = (headers.isEmpty ? [] : [headers]) + cells
    return lines.map { line in
      var text = zip(line, widths).map { TextWidth.padded($0, to: $1) }.joined(separator: "  ")
      while text.last == " " { text.removeLast() }
      return text + "\n"
    }.joined()
  }

  /// A GitHub table and a blank line.
  var markdown: String {
    let widths = widths
    func line(_ cells: [String]) -> String {
      "| " + zip(cells, widths).map { TextWidth.padded($0, to: $1) }.joined(separator: " | ") + " |\n"
    }
    let rule = "|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|\n"
    return line(headers) + rule + cells.map(line).joined() + "\n"
  }

  /// Without blanks at their ends.
  private var cells: [[String]] {
    rows.map { row in
      row.map { cell in
        let head = cell.drop { $0 == " " }
        return String(
          head[..<(head.lastIndex { $0 != " " }.map { head.index(after: $0) } ?? head.startIndex)])
      }
    }
  }

  private var widths: [Int] {
    var widths = headers.map { TextWidth.of($0) + 2 }
    for row in cells {
      for (column, cell) in row.enumerated() {
        let width = TextWidth.of(cell)
        if column < widths.count { widths[column] = max(widths[column], width) } else { widths.append(width) }
      }
    }
    return widths
  }
}

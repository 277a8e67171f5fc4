/// A graph as boxes and stars: each connected part by itself, one below the other.
enum GraphDrawing {
  static func text(_ graph: GraphView) -> String {
    let parts = GraphText.components(graph)
    return parts.isEmpty ? "\n" : parts.map { draw(GraphLayout($0)) }.joined()
  }

  /// Rows from the top of a box to the top of a box of the next layer; three are the box, three the edges.
  private static let pitch = 6

  private static func draw(_ layout: GraphLayout) -> String {
    let nodes = layout.nodes
    let boxes = nodes.filter { $0.name != nil }
    let left = (boxes.map { $0.x - $0.width / 2 } + nodes.map(\.x)).min() ?? 0
    let right = (boxes.map { $0.x + $0.width / 2 } + nodes.map(\.x)).max() ?? 0
    let columns = Int(right.rounded(.up) - left.rounded(.down)) + 1
    let rows = (nodes.map(\.rank).max() ?? 0) * pitch + 3
    var canvas = Canvas(columns: columns, rows: rows)
    for route in layout.routes {
      for (a, b) in zip(route, route.dropFirst()) {
        canvas.line(
          from: (nodes[a].x - left, nodes[a].rank * pitch), to: (nodes[b].x - left, nodes[b].rank * pitch))
      }
    }
    for node in boxes {
      let start = (node.x - node.width / 2 - left).rounded(.toNearestOrEven)
      canvas.box(node.name ?? "", column: Int(start), row: node.rank * pitch)
    }
    return canvas.text
  }
}

/// Characters in rows of equal length.
private struct Canvas {
  private var cells: [[Character]]

  init(columns: Int, rows: Int) {
    cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  private mutating func put(_ character: Character, _ column: Int, _ row: Int) {
    if cells.indices.contains(row), cells[row].indices.contains(column) { cells[row][column] = character }
  }

  /// Steps along the longer side, so that the line has no holes.
  mutating func line(from a: (x: Double, y: Int), to b: (x: Double, y: Int)) {
    let (dx, dy) = (b.x - a.x, Double(b.y - a.y))
    guard dy != 0 else { return }
    if abs(dx) > dy {
      for column in Int(min(a.x, b.x).rounded(.up))...max(Int(max(a.x, b.x)), Int(min(a.x, b.x).rounded(.up)))
      {
        let row = Double(a.y) + (Double(column) - a.x) * dy / dx
        put("*", column, Int(row.rounded(.toNearestOrEven)))
      }
    } else {
      for row in a.y...b.y {
        let column = a.x + Double(row - a.y) * dx / dy
        put("*", Int(column.rounded(dx == 0 ? .toNearestOrEven : .toNearestOrAwayFromZero)), row)
      }
    }
  }

  mutating func box(_ name: String, column: Int, row: Int) {
    let inner = TextWidth.of(name) + 2
    for y in row..<(row + 3) {
      let isEdge = y != row + 1
      put(isEdge ? "+" : "|", column, y)
      for x in 0..<inner { put(isEdge ? "-" : " ", column + 1 + x, y) }
      put(isEdge ? "+" : "|", column + inner + 1, y)
    }
    var x = column + 2
    for character in name {
      put(character, x, row + 1)
      x += TextWidth.of(character)
    }
  }

  var text: String { cells.map { String($0) + "\n" }.joined() }
}

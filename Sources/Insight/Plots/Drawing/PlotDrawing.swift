import Documents

/// Still drawings of graphs, for where Vega can't be loaded: lines, points, bars and confusion matrices. They show
/// the data as they are, without the smoothing and the tooltips of the templates.
enum PlotDrawing {
  static let className = "cairn-still"

  /// Takes the drawings away where Vega is there.
  static let clearing = """

        <script type = "text/javascript">
            if (window.vegaEmbed) {
                document.querySelectorAll('.\(className)').forEach(function (e) { e.remove(); });
            }
        </script>
    """

  /// The drawing of one graph in a division of its own.
  static func division(_ id: String, _ graph: PlotGraph?, _ specification: Value) -> String {
    let drawing: String
    if let graph {
      drawing = svg(graph, kind: Kind(graph.template.content))
    } else {
      drawing = "<p>\(Markup.escaped(id)): there are no data to show.</p>"
    }
    return """

          <div class="\(className)">
              \(drawing)
          </div>
      """
  }

  enum Kind: Equatable {
    case lines, points, bars, matrix

    /// What a template draws, by its marks.
    init(_ template: Value) {
      var marks: Set<String> = []
      Self.collect(template, &marks)
      if marks.contains("rect") {
        self = .matrix
      } else if marks.contains("bar") {
        self = .bars
      } else if marks.contains("line") || marks.contains("area") {
        self = .lines
      } else {
        self = .points
      }
    }

    private static func collect(_ value: Value, _ marks: inout Set<String>) {
      switch value {
      case .list(let items): for item in items { collect(item, &marks) }
      case .map(let mapping):
        for entry in mapping.entries {
          if entry.key.string == "mark" {
            if let mark = entry.value.string ?? entry.value.map?["type"]?.string { marks.insert(mark) }
          } else {
            collect(entry.value, &marks)
          }
        }
      default: break
      }
    }
  }

  private static func svg(_ graph: PlotGraph, kind: Kind) -> String {
    let series = PlotSeries.all(of: graph.anchors)
    var canvas = Canvas(title: graph.anchors.title, x: graph.anchors.xLabel, y: graph.anchors.yLabel)
    switch kind {
    case .lines, .points: canvas.drawSeries(series, connected: kind == .lines)
    case .bars: canvas.drawBars(series)
    case .matrix: canvas.drawMatrices(series)
    }
    return canvas.text
  }
}

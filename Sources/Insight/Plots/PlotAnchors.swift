import Documents

/// What stands in the places of a template that are named `<DVC_METRIC_…>`.
struct PlotAnchors {
  static let data = name("DATA")
  /// Places that depend on how many revisions, files and fields a plot has, in the order in which they are told. A
  /// template with one of them gets points without the columns that are the same for all.
  static let styling = [
    "COLOR", "ZOOM_AND_PAN", "PLOT_HEIGHT", "PLOT_WIDTH", "TOOLTIP", "STROKE_DASH", "SHAPE", "COLUMN",
    "ROW", "GROUP_BY", "GROUP_BY_X", "GROUP_BY_Y", "PIVOT_FIELD",
  ].map(name)

  private static let colours = [
    "#945dd6", "#13adc7", "#f46837", "#48bb78", "#4299e1", "#ed8936", "#f56565",
  ]
  private static let shapes = ["circle", "square", "triangle", "diamond"]
  private static let dashes: [Value] = [[1, 0], [8, 8], [8, 4], [4, 4], [4, 2], [2, 1], [1, 1]]

  static func name(_ word: String) -> String { "<DVC_METRIC_\(word)>" }

  let axes: PlotAxes
  let revisions: [String]
  let title: String
  let xLabel: String
  let yLabel: String
  var points: [Mapping]
  private let variation: [String]

  init(axes: PlotAxes, revisions: [String], points: [Mapping], title: String, x: String?, y: String?) {
    self.axes = axes
    self.revisions = revisions
    self.title = title
    xLabel = x ?? axes.xLabel
    yLabel = y ?? axes.yLabel
    self.points = points
    variation = (axes.variesFile ? ["filename"] : []) + (axes.variesY ? ["field"] : [])
  }

  /// Leaves of `filename` and `field` what tells points apart, under one name.
  mutating func settleColumns() {
    for place in points.indices {
      let file = points[place]["filename"]?.string ?? ""
      let field = points[place]["field"]?.string ?? ""
      if variation != ["filename"] { points[place]["filename"] = nil }
      if variation != ["field"] { points[place]["field"] = nil }
      if variation.count == 2 { points[place][Self.joined(variation)] = .string(file + "::" + field) }
    }
  }

  private static func joined(_ words: [String]) -> String { words.joined(separator: "::") }

  private var column: String { Self.joined(variation) }

  /// Names that tell the points of one revision apart, sorted.
  private var domain: [String] {
    let common = PlotPoints.commonDirectory(axes.ys.map(\.file))
    let names = axes.ys.map { y in
      variation.map { $0 == "filename" ? PlotPoints.below(common, y.file) : y.field }
        .joined(separator: "::")
    }
    return Set(names).sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
  }

  /// What stands at an anchor; nil for one that isn't known.
  func value(of anchor: String) -> Value? {
    switch anchor {
    case Self.data: .list(points.map(Value.map))
    case Self.name("TITLE"): .string(title)
    case Self.name("X_LABEL"): .string(xLabel)
    case Self.name("Y_LABEL"): .string(yLabel)
    case Self.name("X"): .string(Self.escaped(axes.xName))
    case Self.name("Y"): .string(Self.escaped(axes.yName))
    case Self.name("COLOR"):
      [
        "field": "rev",
        "scale": [
          "domain": texts(revisions), "range": repeated(Self.colours.map(Value.string), revisions.count),
        ],
      ]
    case Self.name("ZOOM_AND_PAN"): ["name": "grid", "select": "interval", "bind": "scales"]
    case Self.name("PLOT_WIDTH"), Self.name("PLOT_HEIGHT"): 300
    case Self.name("STROKE_DASH"): scale(Self.dashes)
    case Self.name("SHAPE"): scale(Self.shapes.map(Value.string))
    case Self.name("ROW"), Self.name("COLUMN"):
      variation.isEmpty ? [:] : ["field": .string(column), "sort": []]
    case Self.name("TOOLTIP"):
      .list((["rev", axes.xName, axes.yName] + varying).map { ["field": .string($0)] })
    case Self.name("GROUP_BY"): texts(["rev"] + varying)
    case Self.name("GROUP_BY_X"): texts(["rev"] + varying + [Self.escaped(axes.xName)])
    case Self.name("GROUP_BY_Y"): texts(["rev"] + varying + [Self.escaped(axes.yName)])
    case Self.name("PIVOT_FIELD"):
      .string((["rev"] + variation).map { "datum." + $0 }.joined(separator: " + '::' + "))
    default: nil
    }
  }

  private var varying: [String] { variation.isEmpty ? [] : [column] }

  /// How points of one revision are told apart by their looks.
  private func scale(_ range: [Value]) -> Value {
    if variation.isEmpty { return [:] }
    return [
      "field": .string(column),
      "scale": ["domain": texts(domain), "range": repeated(range, domain.count)],
      "legend": ["symbolFillColor": "transparent", "symbolStrokeColor": "grey"],
    ]
  }

  private func texts(_ items: [String]) -> Value { .list(items.map(Value.string)) }

  private func repeated(_ items: [Value], _ count: Int) -> Value {
    .list((0..<count).map { items[$0 % items.count] })
  }

  /// Vega-Lite reads dots and brackets in a field's name as steps into objects.
  private static func escaped(_ field: String) -> String {
    var text = ""
    for character in field.unicodeScalars {
      if character == "." || character == "[" || character == "]" { text.append("\\") }
      text.unicodeScalars.append(character)
    }
    return text
  }
}

import Documents

/// A drawing in SVG: a frame with a title, axes and a legend around what is drawn in it.
struct Canvas {
  private var body = ""
  private let title: String
  private let xLabel: String
  private let yLabel: String
  private var width = 560.0
  private var height = 400.0

  private static let left = 90.0
  private static let top = 40.0
  private static let size = 300.0

  init(title: String, x: String, y: String) {
    self.title = title
    xLabel = x
    yLabel = y
  }

  var text: String {
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.digits(width))\" "
      + "height=\"\(Self.digits(height))\" font-family=\"sans-serif\" font-size=\"11\">"
      + label(title, Self.left + Self.size / 2, 20, anchor: "middle", more: " font-weight=\"bold\"")
      + body + "</svg>"
  }

  // MARK: Lines and points

  mutating func drawSeries(_ series: [PlotSeries], connected: Bool) {
    let xs = Scale(series.flatMap { $0.points.map(\.x) }, length: Self.size)
    let ys = Scale(series.flatMap { $0.points.map(\.y) }, length: Self.size)
    drawFrame(xs, ys)
    for one in series {
      let places = one.points.compactMap { point -> (Double, Double)? in
        guard let x = xs.place(point.x), let y = ys.place(point.y) else { return nil }
        return (Self.left + x, Self.top + Self.size - y)
      }
      if connected, places.count > 1 {
        let path = places.map { "\(Self.digits($0.0)),\(Self.digits($0.1))" }.joined(separator: " ")
        body +=
          "<polyline fill=\"none\" stroke=\"\(one.colour)\" stroke-width=\"2\""
          + (one.dashes.isEmpty ? "" : " stroke-dasharray=\"\(one.dashes)\"") + " points=\"\(path)\"/>"
      }
      for (x, y) in places where !connected || places.count < 200 {
        body +=
          "<circle cx=\"\(Self.digits(x))\" cy=\"\(Self.digits(y))\" r=\"\(connected ? 2 : 3)\" "
          + "fill=\"\(one.colour)\"/>"
      }
    }
    drawLegend(series)
  }

  private mutating func drawFrame(_ xs: Scale, _ ys: Scale) {
    let bottom = Self.top + Self.size
    for tick in xs.ticks {
      let x = Self.left + tick.place
      line(x, Self.top, x, bottom, "#ddd")
      body += label(tick.name, x, bottom + 15, anchor: "middle")
    }
    for tick in ys.ticks {
      let y = bottom - tick.place
      line(Self.left, y, Self.left + Self.size, y, "#ddd")
      body += label(tick.name, Self.left - 6, y + 4, anchor: "end")
    }
    rectangle(Self.left, Self.top, Self.size, Self.size, fill: "none", stroke: "#888")
    nameAxes()
  }

  private mutating func nameAxes() {
    body += label(xLabel, Self.left + Self.size / 2, Self.top + Self.size + 36, anchor: "middle")
    let middle = Self.digits(Self.top + Self.size / 2)
    body += label(
      yLabel, 16, Self.top + Self.size / 2, anchor: "middle", more: " transform=\"rotate(-90 16 \(middle))\"")
  }

  private mutating func drawLegend(_ series: [PlotSeries]) {
    let x = Self.left + Self.size + 16
    for (number, one) in series.prefix(20).enumerated() {
      let y = Self.top + 10 + Double(number) * 16
      body +=
        "<line x1=\"\(Self.digits(x))\" y1=\"\(Self.digits(y))\" x2=\"\(Self.digits(x + 18))\" "
        + "y2=\"\(Self.digits(y))\" stroke=\"\(one.colour)\" stroke-width=\"3\""
        + (one.dashes.isEmpty ? "" : " stroke-dasharray=\"\(one.dashes)\"") + "/>"
      body += label(one.name, x + 24, y + 4)
    }
    width = x + 24 + 7 * Double(series.prefix(20).map(\.name.count).max() ?? 0) + 10
  }

  // MARK: Bars

  /// A bar for each y, the longer the greater its x, beside those of other series.
  mutating func drawBars(_ series: [PlotSeries]) {
    var names: [String] = []
    var seen: Set<String> = []
    for point in series.flatMap(\.points) where names.count < 200 {
      let name = PlotSeries.text(point.y)
      if seen.insert(name).inserted { names.append(name) }
    }
    let xs = Scale([.int(0)] + series.flatMap { $0.points.map(\.x) }, length: Self.size)
    drawFrame(xs, Scale([], length: Self.size))
    let room = Self.size / Double(max(1, names.count))
    let thickness = room * 0.8 / Double(max(1, series.count))
    let zero = xs.place(.int(0)) ?? 0
    for (row, name) in names.enumerated() {
      let y = Self.top + Double(row) * room + room * 0.1
      body += label(name, Self.left - 6, y + room * 0.4 + 4, anchor: "end")
      for (number, one) in series.enumerated() {
        guard let point = one.points.first(where: { PlotSeries.text($0.y) == name }),
          let end = xs.place(point.x)
        else { continue }
        rectangle(
          Self.left + min(zero, end), y + Double(number) * thickness, abs(end - zero), thickness,
          fill: one.colour, stroke: "none")
      }
    }
    drawLegend(series)
  }

  // MARK: Confusion matrices

  /// A matrix for each series: how often each pair of x and y occurs.
  mutating func drawMatrices(_ series: [PlotSeries]) {
    let first = series.first
    for one in series.prefix(12) {
      let offset = one.name == first?.name ? 0 : width - Self.left + 20
      drawMatrix(one, offset)
      width = Self.left + offset + Self.size + 30
    }
    nameAxes()
  }

  private mutating func drawMatrix(_ one: PlotSeries, _ offset: Double) {
    var counts: [String: [String: Int]] = [:]
    for point in one.points {
      counts[PlotSeries.text(point.x), default: [:]][PlotSeries.text(point.y), default: 0] += 1
    }
    let columns = counts.keys.sorted().prefix(60)
    let rows = Set(counts.values.flatMap(\.keys)).sorted().prefix(60)
    let greatest = Double(counts.values.flatMap(\.values).max() ?? 1)
    let (wide, high) = (Self.size / Double(max(1, columns.count)), Self.size / Double(max(1, rows.count)))
    let start = Self.left + offset
    body += label(one.name, start + Self.size / 2, Self.top - 6, anchor: "middle")
    for (column, x) in columns.enumerated() {
      let left = start + Double(column) * wide
      body += label(x, left + wide / 2, Self.top + Self.size + 15, anchor: "middle")
      for (row, y) in rows.enumerated() {
        let count = counts[x]?[y] ?? 0
        let share = Double(count) / greatest
        let shade = Int(235 - share * 160)
        let top = Self.top + Double(row) * high
        rectangle(left, top, wide, high, fill: "rgb(\(shade),\(shade),235)", stroke: "#fff")
        body += label(
          "\(count)", left + wide / 2, top + high / 2 + 4, anchor: "middle",
          more: share > 0.6 ? " fill=\"white\"" : "")
      }
    }
    for (row, y) in rows.enumerated() {
      body += label(y, start - 6, Self.top + (Double(row) + 0.5) * high + 4, anchor: "end")
    }
  }

  // MARK: Pieces

  private mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ colour: String) {
    body +=
      "<line x1=\"\(Self.digits(x1))\" y1=\"\(Self.digits(y1))\" x2=\"\(Self.digits(x2))\" "
      + "y2=\"\(Self.digits(y2))\" stroke=\"\(colour)\"/>"
  }

  private mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: String, stroke: String
  ) {
    body +=
      "<rect x=\"\(Self.digits(x))\" y=\"\(Self.digits(y))\" width=\"\(Self.digits(width))\" "
      + "height=\"\(Self.digits(height))\" fill=\"\(fill)\" stroke=\"\(stroke)\"/>"
  }

  private func label(_ text: String, _ x: Double, _ y: Double, anchor: String = "start", more: String = "")
    -> String
  {
    let short = text.count > 60 ? String(text.prefix(59)) + "…" : text
    return "<text x=\"\(Self.digits(x))\" y=\"\(Self.digits(y))\" text-anchor=\"\(anchor)\"\(more)>"
      + Markup.escaped(short) + "</text>"
  }

  /// Two digits after the point are enough for a pixel.
  static func digits(_ number: Double) -> String { PythonFloat.repr((number * 100).rounded() / 100) }
}

import Documents

/// The points of one revision, file and field.
struct PlotSeries {
  let name: String
  let colour: String
  /// A pattern of dashes; empty for a whole line.
  let dashes: String
  private(set) var points: [(x: Value, y: Value)] = []

  private static let dashPatterns = ["", "8 8", "8 4", "4 4", "4 2", "2 1", "1 1"]
  private static let colours = [
    "#945dd6", "#13adc7", "#f46837", "#48bb78", "#4299e1", "#ed8936", "#f56565",
  ]

  static func all(of anchors: PlotAnchors) -> [PlotSeries] {
    var series: [PlotSeries] = []
    var places: [String: Int] = [:]
    var columns: [String] = []
    for point in anchors.points {
      let revision = point["rev"].map(text) ?? ""
      var parts: [String] = []
      if anchors.axes.variesFile { parts.append(point["filename"].map(text) ?? "") }
      if anchors.axes.variesY { parts.append(point["field"].map(text) ?? "") }
      let column = parts.joined(separator: "::")
      let name = column.isEmpty ? revision : revision + " " + column
      let place: Int
      if let known = places[name] {
        place = known
      } else {
        if !columns.contains(column) { columns.append(column) }
        let number = anchors.revisions.firstIndex(of: revision) ?? 0
        let pattern = columns.firstIndex(of: column) ?? 0
        place = series.count
        places[name] = place
        series.append(
          PlotSeries(
            name: name, colour: colours[number % colours.count],
            dashes: dashPatterns[pattern % dashPatterns.count]))
      }
      series[place].points.append(
        (point[anchors.axes.xName] ?? .null, point[anchors.axes.yName] ?? .null))
    }
    return series
  }

  private init(name: String, colour: String, dashes: String) {
    self.name = name
    self.colour = colour
    self.dashes = dashes
  }

  static func text(_ value: Value) -> String { value.string ?? PythonText.str(value) }

  /// A finite number, also one that is written as a text.
  static func number(_ value: Value) -> Double? {
    let number: Double? =
      switch value {
      case .int(let number): Double(number)
      case .double(let number): number
      case .bigInt(let digits): Double(digits)
      case .bool(let flag): flag ? 1 : 0
      case .string(let text): Double(text)
      default: nil
      }
    return number.flatMap { $0.isFinite && abs($0) < 1e300 ? $0 : nil }
  }
}

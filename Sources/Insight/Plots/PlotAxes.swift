import Documents

/// A field of a file.
struct PlotField: Equatable {
  let file: String
  let field: String
}

/// What a plot's properties say of its axes.
struct PlotAxes {
  /// nil: counted from 0 and called `step`.
  private(set) var xs: [PlotField]?
  /// The same field of the file of each y.
  private(set) var sharedX: String?
  private(set) var ys: [PlotField] = []

  /// - Parameters:
  ///   - id: the file, where the properties name none.
  ///   - lastField: the field to take where the properties name none.
  init(id: String, _ properties: Mapping, lastField: () throws(PlotDataFailure) -> String?)
    throws(PlotDataFailure)
  {
    switch properties["y"] {
    case .map(let files)?:
      for entry in files.entries {
        let file = Self.text(entry.key)
        ys += Self.fields(entry.value).map { PlotField(file: file, field: $0) }
      }
    case let value? where !value.isNull: ys = Self.fields(value).map { PlotField(file: id, field: $0) }
    default: ys = try lastField().map { [PlotField(file: id, field: $0)] } ?? []
    }
    switch properties["x"] {
    case .map(let files)?:
      xs = files.entries.flatMap { entry in
        Self.fields(entry.value).map { PlotField(file: Self.text(entry.key), field: $0) }
      }
    case let value? where !value.isNull: sharedX = Self.text(value)
    default: break
    }
    if let xs, xs.count == 1, ys.allSatisfy({ $0.file == xs[0].file }) {
      sharedX = xs[0].field
      self.xs = nil
    }
    if let xs, xs.count > 1, xs.count != ys.count {
      throw .unequalCounts(x: xs.count, y: ys.count)
    }
  }

  /// Where the values of the y at a place have their x; nil: counted.
  func x(of place: Int) -> PlotField? {
    if let sharedX { return PlotField(file: ys[place].file, field: sharedX) }
    guard let xs, !xs.isEmpty else { return nil }
    return xs.count == 1 ? xs[0] : xs[place]
  }

  private var xFields: Set<String> {
    sharedX.map { [$0] } ?? Set(xs?.map(\.field) ?? [])
  }

  static let step = "step"
  static let inferredX = "dvc_inferred_x_value"
  static let inferredY = "dvc_inferred_y_value"

  var variesX: Bool { xFields.count > 1 }
  var variesY: Bool { Set(ys.map(\.field)).count > 1 }
  var variesFile: Bool { Set(ys.map(\.file)).count > 1 }

  /// The field of a point that has its x.
  var xName: String { variesX ? Self.inferredX : xFields.first ?? Self.step }
  var yName: String { variesY ? Self.inferredY : ys.first?.field ?? "" }
  var xLabel: String { variesX ? "x" : xName }
  var yLabel: String { variesY ? "y" : yName }

  /// The files that a definition reads.
  static func files(of plot: DefinedPlot) -> [String] {
    var files: [String] = []
    if let ys = plot.properties["y"]?.map {
      files = ys.entries.map { text($0.key) }
    } else {
      files = [plot.id]
    }
    for entry in plot.properties["x"]?.map?.entries ?? [] { files.append(text(entry.key)) }
    return files
  }

  private static func text(_ value: Value) -> String { value.string ?? PythonText.str(value) }

  private static func fields(_ value: Value) -> [String] {
    switch value {
    case .list(let items): items.map(text)
    case .null: []
    default: [text(value)]
    }
  }
}

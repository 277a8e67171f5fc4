import Documents

/// `plots show` and `plots diff`: what to plot, and how.
public struct PlotsOptions: Sendable {
  /// Paths, or regular expressions that ids start with; empty: everything the project defines.
  public var targets: [String] = []
  /// nil: the workspace; empty: the workspace, and HEAD when something is not committed; one: it and the workspace.
  public var revisions: [String]?
  public var properties = PlotPropertyOptions()

  public init() {}
}

/// How a plot is to look; what is nil is left as it is defined.
public struct PlotPropertyOptions: Sendable, Equatable {
  public var template: String?
  public var x: String?
  public var y: String?
  public var xLabel: String?
  public var yLabel: String?
  public var title: String?
  /// Whether the first line of a table names its columns.
  public var hasHeader: Bool?

  public init() {}

  /// As `dvc.yaml` has them, in its order.
  var values: Mapping {
    var values = Mapping()
    let texts = [
      ("template", template), ("x", x), ("y", y), ("x_label", xLabel), ("y_label", yLabel), ("title", title),
    ]
    for (name, text) in texts { if let text { values[name] = .string(text) } }
    if let hasHeader { values["header"] = .bool(hasHeader) }
    return values
  }
}

/// `plots modify`: properties of a plot that a stage makes.
public struct PlotModifyOptions: Sendable {
  public var target = ""
  public var properties = PlotPropertyOptions()
  /// Names of properties to drop.
  public var unset: [String] = []

  public init() {}
}

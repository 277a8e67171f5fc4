import Documents
import Files

/// An image of one revision.
public struct PlotImage: Sendable {
  public let revision: String
  /// A name for a file of it.
  public let fileName: String
  public let bytes: [UInt8]
}

/// A plot of data.
public struct PlotGraph: Sendable {
  /// Revisions that have points.
  public let revisions: [String]
  public let template: PlotTemplate
  let anchors: PlotAnchors

  /// A Vega-Lite specification.
  public func specification() throws(PlotTemplateError) -> Value { try template.filled(anchors) }

  /// The same with the data apart.
  public func parts() -> (content: Value, definitions: Mapping) { template.parts(anchors) }
}

/// One thing to show, over all revisions.
public struct PlotFigure: Sendable {
  public enum Content: Sendable {
    /// nil: no revision has points.
    case graph(PlotGraph?)
    case images([PlotImage])
  }

  /// A path, a name, or `dvc.yaml::name` where files define different things under one name.
  public let id: String
  public let content: Content
  public let failures: [Failure]

  public struct Failure: Sendable {
    public enum Cause: Sendable {
      case source(path: String, PlotSourceFailure)
      case data(PlotDataFailure)
    }

    public let revision: String
    public let cause: Cause
  }
}

/// Puts together what revisions have to plot.
public struct PlotFigures {
  private let revisions: [RevisionPlots]
  private let template: (String) throws -> PlotTemplate

  /// - Parameter template: finds a template by its name.
  public init(_ revisions: [RevisionPlots], template: @escaping (String) throws -> PlotTemplate) {
    self.revisions = revisions
    self.template = template
  }

  /// Plots by id in the order of definition. Of properties that revisions set differently those of the first count.
  public func all() throws -> [PlotFigure] {
    var groups: [Group] = []
    var places: [String: Int] = [:]
    for id in order() {
      for (number, revision) in revisions.enumerated() {
        for plot in revision.definitions where plot.id == id {
          let place = places[plot.fullID] ?? groups.count
          if place == groups.count {
            places[plot.fullID] = place
            groups.append(Group(id: plot.fullID, plot: plot))
          }
          groups[place].add(plot, of: number)
        }
      }
    }
    return try groups.map(figure)
  }

  /// Short ids in the order in which they come.
  private func order() -> [String] {
    var seen: Set<String> = []
    return revisions.flatMap(\.definitions).map(\.id).filter { seen.insert($0).inserted }
  }

  /// What revisions define under one full id.
  private struct Group {
    let id: String
    /// The first revision's, with what others add.
    var plot: DefinedPlot
    /// By revision.
    var definitions: [(revision: Int, plot: DefinedPlot)] = []

    init(id: String, plot: DefinedPlot) {
      self.id = id
      self.plot = plot
    }

    mutating func add(_ other: DefinedPlot, of revision: Int) {
      definitions.append((revision, other))
      for entry in other.properties.entries where plot.properties[value: entry.key] == nil {
        plot.properties[value: entry.key] = entry.value
      }
    }
  }

  private func figure(_ group: Group) throws -> PlotFigure {
    let (id, plot) = (group.id, group.plot)
    if plot.properties["y"]?.map == nil, PlotContent.isImage(plot.id) { return images(group) }
    var failures: [PlotFigure.Failure] = []
    var points: [Mapping] = []
    var named: [String] = []
    var axes: PlotAxes?
    for (number, defined) in group.definitions { failures += sourceFailures(defined, revisions[number]) }
    for (number, _) in group.definitions {
      let revision = revisions[number]
      do {
        let found = try PlotPoints(id: plot.id, properties: plot.properties, plots: revision).read()
        if found.points.isEmpty { continue }
        if axes == nil { axes = found.axes }
        points += found.points
        named.append(revision.revision)
      } catch {
        failures.append(.init(revision: revision.revision, cause: .data(error)))
      }
    }
    let template = try self.template(plot.properties["template"].map(Self.text) ?? PlotTemplate.standard)
    guard let axes else { return PlotFigure(id: id, content: .graph(nil), failures: failures) }
    func property(_ name: String) -> String? { plot.properties[name].map(Self.text) }
    let anchors = PlotAnchors(
      axes: axes, revisions: named, points: points, title: property("title") ?? id, x: property("x_label"),
      y: property("y_label"))
    let graph = PlotGraph(revisions: named, template: template, anchors: anchors)
    return PlotFigure(id: id, content: .graph(graph), failures: failures)
  }

  private func images(_ group: Group) -> PlotFigure {
    let plot = group.plot
    var failures: [PlotFigure.Failure] = []
    var images: [PlotImage] = []
    for (number, defined) in group.definitions {
      let revision = revisions[number]
      failures += sourceFailures(defined, revision)
      guard case .success(.image(let bytes))? = revision.data[plot.id] else { continue }
      let name = (revision.revision + "_" + plot.id).utf8
        .map { $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0 }
      images.append(
        PlotImage(
          revision: revision.revision, fileName: String(decoding: name, as: UTF8.self), bytes: bytes))
    }
    return PlotFigure(id: plot.id, content: .images(images), failures: failures)
  }

  private func sourceFailures(_ plot: DefinedPlot, _ revision: RevisionPlots) -> [PlotFigure.Failure] {
    PlotAxes.files(of: plot).compactMap { path in
      guard case .failure(let failure)? = revision.data[path] else { return nil }
      return .init(revision: revision.revision, cause: .source(path: path, failure))
    }
  }

  private static func text(_ value: Value) -> String { value.string ?? PythonText.str(value) }
}

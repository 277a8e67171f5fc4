import Documents
import Files
import Manifests
import Workspace

/// A plot as one revision defines it.
struct DefinedPlot: Sendable {
  /// The `dvc.yaml` that defines it at its top, as seen from the working directory; empty for outputs and targets.
  let file: String
  /// A path as seen from the working directory, or a name.
  let id: String
  var properties: Mapping
  /// The id, behind its file where the revision has different plots of that id.
  var fullID: String

  init(file: String, id: String, properties: Mapping) {
    self.file = file
    self.id = id
    self.properties = properties
    fullID = id
  }
}

/// What one revision has to plot.
public struct RevisionPlots: Sendable {
  public let revision: String
  var definitions: [DefinedPlot] = []
  /// Whether a `dvc.yaml` has plots at its top, wanted or not.
  public internal(set) var hasTopLevelPlots = false
  /// By path as seen from the working directory.
  var data: [String: Result<PlotContent, PlotSourceFailure>] = [:]

  public init(revision: String) { self.revision = revision }
}

/// Finds what there is to plot in one state of the project and reads its files.
public struct PlotReader {
  private let source: ValueSource
  private let directory: String
  private let revision: String

  /// - Parameter directory: absolute; ids and messages name paths as seen from here.
  public init(_ source: ValueSource, revision: String, directory: String) {
    self.source = source
    self.revision = revision
    self.directory = directory
  }

  /// - Parameters:
  ///   - targets: regular expressions that ids start with, or paths; empty: all.
  ///   - overriding: properties that take the place of those of the definitions.
  /// - Throws: `TemplateError`, `PatternError`, `FileError` of directories, `GitError`, `StoreError`.
  public func read(_ targets: [String], overriding: Mapping) throws -> RevisionPlots {
    let patterns = try targets.map(TargetPattern.init)
    var plots = RevisionPlots(revision: revision)
    try addDefinitions(patterns, overriding, &plots)
    try addOutputs(patterns, targets, overriding, &plots)
    plots.nameApart()
    for plot in plots.definitions {
      let hasHeader = plot.properties["header"]?.bool ?? true
      for path in PlotAxes.files(of: plot) where plots.data[path] == nil {
        plots.data[path] = PlotContent.load(
          { try source.read(rooted(path)) }, name: path, hasHeader: hasHeader)
      }
    }
    return plots
  }

  // MARK: Top-level definitions

  private func addDefinitions(
    _ patterns: [TargetPattern], _ overriding: Mapping, _ plots: inout RevisionPlots
  ) throws {
    for pipeline in source.index.pipelines {
      let found = try pipeline.resolver.plots()
      if !found.isEmpty { plots.hasTopLevelPlots = true }
      let base = Paths.parent(pipeline.file)
      let file = shown(pipeline.file)
      for definition in found {
        guard matches(patterns, file, definition.id) else { continue }
        var properties = definition.properties
        for entry in overriding.entries { properties[value: entry.key] = entry.value }
        for axis in ["x", "y"] {
          guard let fields = properties[axis]?.map else { continue }
          var moved = Mapping()
          for entry in fields.entries { moved[shown(under(base, text(entry.key)))] = entry.value }
          properties[axis] = .map(moved)
        }
        if properties["y"]?.map != nil {
          plots.add(DefinedPlot(file: file, id: definition.id, properties: properties))
        } else {
          for path in try files(under(base, definition.id)) {
            plots.add(DefinedPlot(file: file, id: shown(path), properties: properties))
          }
        }
      }
    }
  }

  private func text(_ value: Value) -> String { value.string ?? PythonText.str(value) }

  private func under(_ base: String, _ path: String) -> String { Paths.normalize(Paths.join(base, path)) }

  /// Without targets everything matches.
  private func matches(_ patterns: [TargetPattern], _ file: String, _ id: String) -> Bool {
    patterns.isEmpty || patterns.contains { $0.matches(file + "::" + id) || $0.matches(id) }
  }

  // MARK: Outputs and files

  private func addOutputs(
    _ patterns: [TargetPattern], _ targets: [String], _ overriding: Mapping, _ plots: inout RevisionPlots
  ) throws {
    var found: Set<String> = []
    for stage in source.index.stages {
      for output in stage.outputs where output.role == .plot {
        guard let path = output.location.inside else { continue }
        let id = shown(path)
        guard matches(patterns, shown(stage.file), id) else { continue }
        found.insert(path)
        var properties = Mapping()
        if case .pipeline(let stage, _) = stage.definition {
          properties = stage.outputs.first { $0.path == output.declared }?.plot ?? properties
        }
        try add(path, id, properties, overriding, &plots)
      }
    }
    // Where nothing is defined, targets are files whether they are there or not.
    let isPlain = found.isEmpty && !plots.hasTopLevelPlots
    for target in targets {
      let path = rooted(target)
      guard !found.contains(path) else { continue }
      guard try isPlain || exists(path) else { continue }
      try add(path, target, Mapping(), overriding, &plots)
    }
  }

  private func add(
    _ path: String, _ id: String, _ properties: Mapping, _ overriding: Mapping, _ plots: inout RevisionPlots
  ) throws {
    var properties = properties
    for entry in overriding.entries { properties[value: entry.key] = entry.value }
    for file in try files(path) {
      if file == path {
        plots.add(DefinedPlot(file: "", id: id, properties: properties))
      } else {
        // The tables of a directory have headers.
        var properties = properties
        if overriding["header"] == nil { properties["header"] = nil }
        plots.add(DefinedPlot(file: "", id: shown(file), properties: properties))
      }
    }
  }

  /// A file, or the files below a directory but for those of ours.
  private func files(_ path: String) throws -> [String] {
    try source.expand(path).filter { file in
      let name = Paths.name(file)
      return file == path || !(name == PipelineFile.name || name == ".dvcignore" || name.hasSuffix(".dvc"))
    }
  }

  private func exists(_ path: String) throws -> Bool {
    if path.hasPrefix("/") || path.hasPrefix("../") {
      return FileSystem.exists(Paths.absolute(path, in: source.index.root))
    }
    if try source.tree.kind(path) != nil { return true }
    return try source.expand(path) != [path] || source.read(path) != nil
  }

  // MARK: Paths

  private func rooted(_ path: String) -> String {
    Paths.relative(Paths.absolute(path, in: directory), to: source.index.root)
  }

  private func shown(_ path: String) -> String {
    Paths.relative(Paths.absolute(path, in: source.index.root), to: directory)
  }
}

extension RevisionPlots {
  fileprivate mutating func nameApart() {
    let counts = Dictionary(definitions.map { ($0.id, 1) }, uniquingKeysWith: +)
    for place in definitions.indices where counts[definitions[place].id, default: 0] > 1 {
      let plot = definitions[place]
      if !plot.file.isEmpty { definitions[place].fullID = plot.file + "::" + plot.id }
    }
  }

  /// Two definitions of one id in one file are one; the later one's properties count.
  fileprivate mutating func add(_ plot: DefinedPlot) {
    guard let place = definitions.firstIndex(where: { $0.id == plot.id && $0.file == plot.file }) else {
      definitions.append(plot)
      return
    }
    for entry in plot.properties.entries {
      definitions[place].properties[value: entry.key] = entry.value
    }
  }
}

import Documents
import Files
import Workspace

/// Reads the metrics of one state of the project.
public struct Metrics {
  private let source: ValueSource

  public init(_ source: ValueSource) { self.source = source }

  /// Values of all metrics files: those of stages in order, then those of the top-level lists; or of the targets.
  /// - Parameter targets: files and directories, root-relative, declared or not; empty: what is declared.
  /// - Throws: `TemplateError`, `FileError` of directories, `GitError`, `StoreError`.
  public func read(_ targets: [String]) throws -> [FileValues] {
    var paths: [String] = []
    var seen: Set<String> = []
    for path in try targets.isEmpty ? declared() : targets {
      for file in try source.expand(path) where seen.insert(file).inserted { paths.append(file) }
    }
    return paths.map { path in
      FileValues(path: path, content: source.values(of: path).map { Self.metrics(in: $0) ?? .map(Mapping()) })
    }
  }

  private func declared() throws -> [String] {
    var paths: [String] = []
    for stage in source.index.stages {
      for output in stage.outputs where output.role == .metric {
        if let path = output.location.inside { paths.append(path) }
      }
    }
    for pipeline in source.index.pipelines {
      let directory = Paths.parent(pipeline.file)
      for path in try pipeline.resolver.metrics() {
        paths.append(Paths.normalize(Paths.join(directory, path)))
      }
    }
    return paths
  }

  /// Numbers, texts and flags, in maps of any depth; nil where nothing is left.
  static func metrics(in value: Value) -> Value? {
    switch value {
    case .int, .bigInt, .double, .string, .bool: return value
    case .null, .list, .timestamp: return nil
    case .map(let mapping):
      var kept = Mapping()
      for entry in mapping.entries {
        if let value = metrics(in: entry.value) { _ = kept.insert(entry.key, value) }
      }
      return kept.isEmpty ? nil : .map(kept)
    }
  }
}

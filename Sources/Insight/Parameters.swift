import Documents
import Files
import Workspace

/// Reads the parameters of one state of the project.
public struct Parameters {
  /// The file that needs no declaration.
  static let defaultFile = "params.yaml"

  private let source: ValueSource

  public init(_ source: ValueSource) { self.source = source }

  /// A file and the keys of it that are meant; nil keys: all.
  private struct Request {
    let path: String
    var keys: [String]?
  }

  /// Values of all parameter files: the default one, those that stages read, those of the top-level lists; or of the
  /// targets, which are read whole.
  /// - Parameters:
  ///   - targets: files and directories, root-relative, declared or not; empty: what is declared.
  ///   - dependenciesOnly: only what stages read.
  /// - Throws: `TemplateError`, `FileError` of directories, `GitError`, `StoreError`.
  public func read(_ targets: [String], dependenciesOnly: Bool) throws -> [FileValues] {
    let requests = try targets.isEmpty ? declared(dependenciesOnly) : expanded(targets)
    return requests.map { request in
      let content = source.values(of: request.path).map { value -> Value in
        guard let keys = request.keys, case .map(let all) = value else { return value }
        var chosen = Mapping()
        for key in keys { if let value = all[key] ?? all.value(at: key) { chosen[key] = value } }
        return .map(chosen)
      }
      return FileValues(path: request.path, content: content)
    }
  }

  private func expanded(_ targets: [String]) throws -> [Request] {
    var seen: Set<String> = []
    return try targets.flatMap { try source.expand($0) }.filter { seen.insert($0).inserted }.map {
      Request(path: $0)
    }
  }

  private func declared(_ dependenciesOnly: Bool) throws -> [Request] {
    var requests: [Request] = []
    var places: [String: Int] = [:]
    func add(_ path: String, _ keys: [String]?) {
      guard let place = places[path] else {
        places[path] = requests.count
        requests.append(Request(path: path, keys: keys))
        return
      }
      guard let known = requests[place].keys, let keys else {
        requests[place].keys = nil
        return
      }
      requests[place].keys = known + keys.filter { !known.contains($0) }
    }
    if !dependenciesOnly, try source.tree.kind(Self.defaultFile) == .file { add(Self.defaultFile, nil) }
    for stage in source.index.stages {
      for request in stage.parameters {
        if let path = request.location.inside { add(path, request.keys) }
      }
    }
    if dependenciesOnly { return requests }
    for pipeline in source.index.pipelines {
      let directory = Paths.parent(pipeline.file)
      for path in try pipeline.resolver.params() {
        for file in try source.expand(Paths.normalize(Paths.join(directory, path))) { add(file, nil) }
      }
    }
    return requests
  }
}

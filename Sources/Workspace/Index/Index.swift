import Files

/// All stages of a workspace or a revision, and where each output lies.
public struct Index: Sendable {
  public let stages: [Stage]
  /// Every `dvc.yaml`, in the order of collection.
  public let pipelines: [PipelineSource]

  /// An output's place in ``stages``.
  public struct OutputReference: Hashable, Sendable {
    public let stage: Int
    public let output: Int

    public init(stage: Int, output: Int) {
      self.stage = stage
      self.output = output
    }
  }

  /// Local outputs by absolute path.
  private var byPath: [String: OutputReference] = [:]
  /// The keys of `byPath` in byte order, for outputs below a directory.
  private var sortedPaths: [String] = []
  private var byID: [Stage.ID: Int] = [:]

  public let root: String

  public init(root: String, stages: [Stage], pipelines: [PipelineSource] = []) {
    self.root = root
    self.stages = stages
    self.pipelines = pipelines
    for (number, stage) in stages.enumerated() {
      byID[stage.id] = number
      for (position, output) in stage.outputs.enumerated() {
        guard let path = output.location.absolute(root: root), byPath[path] == nil else { continue }
        byPath[path] = OutputReference(stage: number, output: position)
      }
    }
    sortedPaths = byPath.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  public subscript(reference: OutputReference) -> Output { stages[reference.stage].outputs[reference.output] }

  public func stage(_ id: Stage.ID) -> Stage? { byID[id].map { stages[$0] } }
  public func position(of id: Stage.ID) -> Int? { byID[id] }

  /// The output at exactly this absolute path.
  public func output(at path: String) -> OutputReference? { byPath[path] }

  /// The output that is `path` or a directory above it.
  public func output(holding path: String) -> OutputReference? {
    var path = path
    while true {
      if let found = byPath[path] { return found }
      let parent = Paths.parent(path)
      if parent == path || parent.utf8.count < 1 { return nil }
      path = parent
    }
  }

  /// Outputs strictly below the absolute directory `path`, in path order.
  public func outputs(below path: String) -> [OutputReference] {
    let prefix = Array((path + "/").utf8)
    var low = 0
    var high = sortedPaths.count
    while low < high {
      let middle = (low + high) / 2
      if sortedPaths[middle].utf8.lexicographicallyPrecedes(prefix) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    var found: [OutputReference] = []
    while low < sortedPaths.count, sortedPaths[low].utf8.starts(with: prefix) {
      if let reference = byPath[sortedPaths[low]] { found.append(reference) }
      low += 1
    }
    return found
  }

  /// The outputs that a dependency on `path` waits for: equal, above or below it (formats §5.1).
  public func producers(of path: String) -> [OutputReference] {
    var found = outputs(below: path)
    if let holder = output(holding: path) { found.append(holder) }
    return found
  }
}

import Workspace

/// Outputs and which of them are made from which (`dag --outs`).
public struct OutputGraph: Sendable {
  public let index: Index
  /// All local outputs, in the order of the index.
  public let outputs: [Index.OutputReference]
  /// For each output those that its stage reads (or reads part of), as positions in ``outputs``.
  public let sources: [[Int]]

  public init(_ index: Index) {
    self.index = index
    var outputs: [Index.OutputReference] = []
    var positions: [Index.OutputReference: Int] = [:]
    for (number, stage) in index.stages.enumerated() {
      for place in stage.outputs.indices {
        let reference = Index.OutputReference(stage: number, output: place)
        positions[reference] = outputs.count
        outputs.append(reference)
      }
    }
    var sources = [[Int]](repeating: [], count: outputs.count)
    for (number, stage) in index.stages.enumerated() {
      var read: [Int] = []
      for path in stage.inputPaths(root: index.root) {
        for producer in index.producers(of: path) {
          if let position = positions[producer], !read.contains(position) { read.append(position) }
        }
      }
      for place in stage.outputs.indices {
        if let position = positions[Index.OutputReference(stage: number, output: place)] {
          sources[position] = read
        }
      }
    }
    self.outputs = outputs
    self.sources = sources
  }
}

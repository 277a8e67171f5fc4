/// `dag`: the graph of stages or of outputs.
public struct DagOptions: Sendable {
  public var target: String?
  /// Everything connected with the target, not only what it depends on.
  public var full = false
  /// Nodes are outputs, not stages.
  public var outs = false
  /// One node for all stages of a foreach or matrix.
  public var collapseGenerated = false

  public init() {}
}

import Workspace

/// Which stages a `repro` looks at.
public struct Plan: Sendable {
  public enum Scope: Sendable {
    /// The targets and what they wait for.
    case upstream
    /// The targets alone.
    case single
    /// The whole pipelines of the targets.
    case pipelines
    /// Everything.
    case all
    /// The targets and what waits for them.
    case downstream
  }

  /// Positions in the graph's index, each after what it waits for.
  public let stages: [Int]

  public init(_ targets: [Int], _ scope: Scope, in graph: Graph) {
    switch scope {
    case .upstream: stages = graph.upstream(of: targets)
    case .single: stages = targets
    case .pipelines: stages = graph.components(of: targets)
    case .all: stages = graph.upstream(of: Array(graph.index.stages.indices))
    case .downstream: stages = graph.downstream(of: targets)
    }
  }
}

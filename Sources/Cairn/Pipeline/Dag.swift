import Files
import Manifests
import Pipeline
import Workspace

/// A graph of names.
public struct NamedGraph: Equatable, Sendable {
  public struct Edge: Hashable, Sendable {
    /// What is needed.
    public let from: String
    /// Who needs it.
    public let to: String
  }

  public var nodes: [String]
  /// By what is needed, in the order of the nodes.
  public var edges: [Edge]
}

extension Session {
  /// The graph of stages, or of outputs with `outs`; of a target only what it depends on, unless `full`.
  public func dag(_ options: DagOptions) throws -> NamedGraph {
    try withRepository(isReading: true) { repository in
      let index = try repository.index()
      let targets = try options.target.map {
        try TargetResolver(repository: repository, index: index).resolve([$0], granular: true)
      }
      let graph = try Graph(index, workingDirectory: repository.workingDirectoryInside)
      return options.outs
        ? outputs(of: index, targets, options, repository) : stages(of: graph, targets, options, repository)
    }
  }

  private func stages(
    of graph: Graph, _ targets: [Target]?, _ options: DagOptions, _ repository: Repository
  ) -> NamedGraph {
    var wanted: Set<Int>?
    if let targets {
      let positions = targets.map(\.stage)
      wanted = options.full ? graph.connected(with: positions) : graph.ancestors(of: positions)
    }
    let here = repository.workingDirectoryInside
    let groups = options.collapseGenerated ? Groups(graph.index) : nil
    func name(_ position: Int) -> String {
      let stage = graph.index.stages[position]
      return groups?.address(of: stage, from: here) ?? stage.address(from: here)
    }
    return NamedGraph(
      count: graph.index.stages.count, isWanted: { wanted?.contains($0) ?? true }, name: name,
      users: { graph.consumers[$0] })
  }

  private func outputs(
    of index: Index, _ targets: [Target]?, _ options: DagOptions, _ repository: Repository
  ) -> NamedGraph {
    let graph = OutputGraph(index)
    var users = [[Int]](repeating: [], count: graph.outputs.count)
    for (position, sources) in graph.sources.enumerated() {
      for source in sources { users[source].append(position) }
    }
    var wanted: Set<Int>?
    if let targets {
      var queue = targets.flatMap { target in
        graph.outputs.indices.filter { position in
          let reference = graph.outputs[position]
          guard reference.stage == target.stage else { return false }
          let path = index[reference].location.absolute(root: repository.root)
          return target.path.map { $0 == path || path.map { Paths.isInside(target.path ?? "", $0) } == true }
            ?? true
        }
      }
      var found = Set(queue)
      while let next = queue.popLast() {
        for other in graph.sources[next] + (options.full ? users[next] : [])
        where found.insert(other).inserted {
          queue.append(other)
        }
      }
      wanted = found
    }
    return NamedGraph(
      count: graph.outputs.count, isWanted: { wanted?.contains($0) ?? true },
      name: { position in
        let output = index[graph.outputs[position]]
        return repository.display(output.location, output.declared)
      }, users: { users[$0] })
  }
}

extension NamedGraph {
  /// - Parameter users: for each node those that need it.
  init(count: Int, isWanted: (Int) -> Bool, name: (Int) -> String, users: (Int) -> [Int]) {
    var nodes: [String] = []
    var known: Set<String> = []
    var edges: [Edge] = []
    var knownEdges: Set<Edge> = []
    let wanted = (0..<count).filter(isWanted)
    let names = wanted.map(name)
    for name in names where known.insert(name).inserted { nodes.append(name) }
    for (position, own) in zip(wanted, names) {
      for user in users(position) where isWanted(user) {
        let edge = Edge(from: own, to: name(user))
        if edge.from != edge.to, knownEdges.insert(edge).inserted { edges.append(edge) }
      }
    }
    self.init(nodes: nodes, edges: edges)
  }
}

/// Which stages come from a foreach or matrix.
private struct Groups {
  private var files: [String: PipelineFile] = [:]

  init(_ index: Index) {
    for pipeline in index.pipelines { files[pipeline.file] = pipeline.resolver.file }
  }

  /// The group's address for a member of one.
  func address(of stage: Stage, from directory: String) -> String? {
    guard let name = stage.name, let at = name.firstIndex(of: "@") else { return nil }
    let group = String(name[..<at])
    guard files[stage.file]?.isGroup(group) == true else { return nil }
    let address = stage.address(from: directory)
    return String(address.dropLast(name.count)) + group
  }
}

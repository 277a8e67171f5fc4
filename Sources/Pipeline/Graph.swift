import Files
import Workspace

/// Which stage waits for which: nodes are positions in an index's stages (formats §5.1).
public struct Graph: Sendable {
  public let index: Index
  /// For each stage the stages that make its dependencies, in the order of those; without duplicates.
  public let producers: [[Int]]
  /// The other way round, in index order.
  public let consumers: [[Int]]

  /// - Throws: ``PipelineError/cycle(stages:)``, `WorkspaceError` for outputs that clash.
  public init(_ index: Index, workingDirectory: String) throws {
    self.index = index
    try index.checkOutputs(workingDirectory: workingDirectory)
    var producers = [[Int]](repeating: [], count: index.stages.count)
    var consumers = producers
    for (number, stage) in index.stages.enumerated() where !stage.isRepositoryImport {
      var seen: Set<Int> = []
      for path in stage.inputPaths(root: index.root) {
        for reference in index.producers(of: path) {
          if reference.stage == number {
            throw PipelineError.outputIsDependency(stage: stage.address(from: workingDirectory))
          }
          if seen.insert(reference.stage).inserted { producers[number].append(reference.stage) }
        }
      }
      for producer in producers[number] { consumers[producer].append(number) }
    }
    self.producers = producers
    self.consumers = consumers
    try refuseCycles(workingDirectory: workingDirectory)
  }

  /// Depth-first post-order over `next` from `roots` in turn: each node after all it leads to, once.
  public func postOrder(from roots: [Int], following next: (Int) -> [Int]) -> [Int] {
    var order: [Int] = []
    var visited: Set<Int> = []
    for root in roots where visited.insert(root).inserted {
      // (node, position of the next child): an own stack, since chains may be thousands long.
      var stack: [(node: Int, children: [Int], at: Int)] = [(root, next(root), 0)]
      while let top = stack.last {
        if top.at < top.children.count {
          stack[stack.count - 1].at += 1
          let child = top.children[top.at]
          if visited.insert(child).inserted { stack.append((child, next(child), 0)) }
        } else {
          order.append(top.node)
          stack.removeLast()
        }
      }
    }
    return order
  }

  /// What a stage waits for when stages are run: a frozen one waits for nobody.
  func activeProducers(_ position: Int) -> [Int] {
    index.stages[position].isFrozen ? [] : producers[position]
  }

  /// The targets and what they wait for, producers first.
  public func upstream(of targets: [Int]) -> [Int] {
    ordered(Set(postOrder(from: targets, following: activeProducers)))
  }

  /// The targets and all that waits for them, producers first.
  public func downstream(of targets: [Int]) -> [Int] {
    ordered(
      Set(postOrder(from: targets) { node in consumers[node].filter { !index.stages[$0].isFrozen } }))
  }

  /// Everything connected with the targets in either direction: pipeline by pipeline, producers first.
  public func components(of targets: [Int]) -> [Int] {
    var order: [Int] = []
    var seen: Set<Int> = []
    for target in targets where !seen.contains(target) {
      let members = connected(with: [target])
      seen.formUnion(members)
      order += ordered(members)
    }
    return order
  }

  /// Producers first, else in the order of the index.
  private func ordered(_ members: Set<Int>) -> [Int] {
    postOrder(from: members.sorted()) { activeProducers($0).filter(members.contains) }
  }

  /// The stages that can be reached from the targets, whatever the direction.
  public func connected(with targets: [Int]) -> Set<Int> {
    Set(postOrder(from: targets) { producers[$0] + consumers[$0] })
  }

  /// The stages that the targets wait for, frozen or not, and the targets.
  public func ancestors(of targets: [Int]) -> Set<Int> {
    Set(postOrder(from: targets) { producers[$0] })
  }

  private func refuseCycles(workingDirectory: String) throws {
    // Kahn: what never gets free of producers lies on or behind a cycle.
    var waiting = producers.map(\.count)
    var ready = waiting.indices.filter { waiting[$0] == 0 }
    while let node = ready.popLast() {
      for consumer in consumers[node] {
        waiting[consumer] -= 1
        if waiting[consumer] == 0 { ready.append(consumer) }
      }
    }
    guard let start = waiting.indices.first(where: { waiting[$0] > 0 }) else { return }
    // Walk producers that are stuck as well until one repeats.
    var path: [Int] = []
    var here = start
    while !path.contains(here) {
      path.append(here)
      guard let next = producers[here].first(where: { waiting[$0] > 0 }) else { break }
      here = next
    }
    let cycle = path.drop { $0 != here }
    throw PipelineError.cycle(stages: cycle.map { index.stages[$0].address(from: workingDirectory) })
  }
}

extension Stage {
  /// Absolute paths of what it reads on this machine: dependencies, then files of parameters.
  func inputPaths(root: String) -> [String] {
    dependencies.compactMap { $0.source == .data ? $0.location.absolute(root: root) : nil }
      + parameters.compactMap { $0.location.absolute(root: root) }
  }
}

/// Places a connected graph's nodes in layers, in the manner of Sugiyama: ranks by longest path, long edges
/// cut into pieces by waypoints, few crossings by barycentres, then positions that draw each node to the
/// middle of its neighbours.
struct GraphLayout {
  struct Node {
    /// nil: a waypoint of a long edge.
    let name: String?
    let width: Double
    var rank: Int
    /// Centre.
    var x = 0.0
    var above: [Int] = []
    var below: [Int] = []
  }

  private(set) var nodes: [Node] = []
  /// Each edge as the nodes it passes, from top to bottom.
  private(set) var routes: [[Int]] = []
  private var layers: [[Int]] = []

  private static let sweeps = 24

  init(_ graph: GraphView) {
    var index: [String: Int] = [:]
    for name in graph.nodes where index[name] == nil {
      index[name] = nodes.count
      nodes.append(Node(name: name, width: Double(TextWidth.of(name) + 4), rank: 0))
    }
    let edges = graph.edges.compactMap { edge in
      index[edge.from].flatMap { from in index[edge.to].map { (from: from, to: $0) } }
    }
    rank(edges)
    let space = nodes.map(\.width).min() ?? 0
    for edge in edges { connect(edge.from, edge.to, waypointWidth: space - 1) }
    layers = Array(repeating: [], count: (nodes.map(\.rank).max() ?? -1) + 1)
    for (at, node) in nodes.enumerated() { layers[node.rank].append(at) }
    order()
    position(space: space)
  }

  /// Longest path from the top; then each node sinks to just above what needs it.
  private mutating func rank(_ edges: [(from: Int, to: Int)]) {
    for _ in nodes.indices {
      var changed = false
      for edge in edges where nodes[edge.to].rank <= nodes[edge.from].rank {
        nodes[edge.to].rank = nodes[edge.from].rank + 1
        changed = true
      }
      if !changed { break }
    }
    var users = [[Int]](repeating: [], count: nodes.count)
    for edge in edges { users[edge.from].append(edge.to) }
    for at in nodes.indices.sorted(by: { nodes[$0].rank > nodes[$1].rank }) {
      if let first = users[at].map({ nodes[$0].rank }).min() { nodes[at].rank = first - 1 }
    }
  }

  private mutating func connect(_ from: Int, _ to: Int, waypointWidth: Double) {
    var route = [from]
    for rank in (nodes[from].rank + 1)..<max(nodes[to].rank, nodes[from].rank + 1) {
      nodes.append(Node(name: nil, width: waypointWidth, rank: rank))
      route.append(nodes.count - 1)
    }
    route.append(to)
    for (a, b) in zip(route, route.dropFirst()) {
      nodes[a].below.append(b)
      nodes[b].above.append(a)
    }
    routes.append(route)
  }

  /// Sorts each layer by the mean place of its neighbours, downwards and upwards in turn.
  private mutating func order() {
    for sweep in 0..<Self.sweeps {
      let isDown = sweep % 2 == 0
      let ranks = isDown ? Array(layers.indices.dropFirst()) : Array(layers.indices.dropLast().reversed())
      for rank in ranks {
        var place: [Int: Double] = [:]
        for (at, node) in layers[isDown ? rank - 1 : rank + 1].enumerated() { place[node] = Double(at) }
        let keys = layers[rank].enumerated().map { at, node -> (Double, Int, Int) in
          let neighbours = (isDown ? nodes[node].above : nodes[node].below).compactMap { place[$0] }
          let mean = neighbours.isEmpty ? Double(at) : neighbours.reduce(0, +) / Double(neighbours.count)
          return (mean, at, node)
        }
        layers[rank] = keys.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
      }
    }
  }

  private mutating func position(space: Double) {
    for sweep in 0..<Self.sweeps {
      let isDown = sweep % 2 == 0
      for rank in isDown ? Array(layers.indices) : layers.indices.reversed() {
        let wanted = layers[rank].map { node -> (x: Double, weight: Double) in
          let neighbours = isDown ? nodes[node].above : nodes[node].below
          if neighbours.isEmpty { return (nodes[node].x, 1e-6) }
          return (neighbours.reduce(0) { $0 + nodes[$1].x } / Double(neighbours.count), 1)
        }
        place(layers[rank], wanted, space)
      }
    }
  }

  /// Nearest places to the wanted ones that keep the order and the distances: neighbours that would collide
  /// form a block, which takes its members' weighted mean.
  private mutating func place(_ layer: [Int], _ wanted: [(x: Double, weight: Double)], _ space: Double) {
    var offsets: [Double] = []
    for (at, node) in layer.enumerated() {
      guard let last = offsets.last else {
        offsets.append(0)
        continue
      }
      offsets.append(last + (nodes[layer[at - 1]].width + nodes[node].width) / 2 + space)
    }
    var blocks: [(sum: Double, weight: Double, count: Int)] = []
    for (offset, wish) in zip(offsets, wanted) {
      blocks.append(((wish.x - offset) * wish.weight, wish.weight, 1))
      while blocks.count > 1 {
        let (a, b) = (blocks[blocks.count - 2], blocks[blocks.count - 1])
        if a.sum / a.weight <= b.sum / b.weight { break }
        blocks.removeLast(2)
        blocks.append((a.sum + b.sum, a.weight + b.weight, a.count + b.count))
      }
    }
    var at = 0
    for block in blocks {
      for _ in 0..<block.count {
        nodes[layer[at]].x = ((block.sum / block.weight + offsets[at]) * 4).rounded() / 4
        at += 1
      }
    }
  }
}

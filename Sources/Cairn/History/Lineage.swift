import Documents
import Files
import Git
import Hashing
import History
import Manifests
import Pipeline
import Workspace

/// What a piece of data was made of, and what was made of it: a graph of data and stages.
public struct LineageReport: Sendable {
  public struct Node: Sendable {
    public enum Kind: String, Sendable { case data, code, params, stage, source, metric }

    /// Unique in the graph.
    public let id: String
    public let kind: Kind
    public let name: String
    public var hash: String?
    public var size: Int64?
    public var fileCount: Int?
    /// Parameters by key; the command of a stage; where an import is from.
    public var detail: String?
    public var isAsked = false
  }

  public var revision: String?
  public var nodes: [Node] = []
  /// From what was used to what used it, by ids.
  public var edges: [(from: String, to: String)] = []

  public init() {}
}

extension Session {
  /// - Parameter word: an output, or `output@revision`.
  /// - Throws: target errors, `GitError`.
  public func lineage(_ word: String) throws -> LineageReport {
    let project = try historyProject()
    let repository = project.repository
    var path = word
    var report = LineageReport()
    var tree: (any SourceTree)?
    if let at = word.lastIndex(of: "@"),
      !FileSystem.exists(Paths.absolute(word, in: environment.workingDirectory))
    {
      path = String(word[..<at])
      let revision = String(word[word.index(after: at)...])
      tree = try project.git.tree(at: project.git.resolve(revision), below: project.prefix)
      report.revision = revision
    }
    let index = try tree.map { try repository.index(at: $0) } ?? repository.index()
    var builder = LineageBuilder(index: index, repository: repository)
    guard
      let target = try TargetResolver(repository: repository, index: index).resolve([path], granular: true)
        .first
    else { return report }
    builder.walk(from: target)
    report.nodes = builder.nodes
    report.edges = builder.edges
    return report
  }
}

private struct LineageBuilder {
  let index: Index
  let repository: Repository
  var nodes: [LineageReport.Node] = []
  var edges: [(from: String, to: String)] = []
  private var known: Set<String> = []
  private var seenEdges: Set<String> = []
  private var upDone: Set<Int> = []
  private var downDone: Set<Int> = []

  init(index: Index, repository: Repository) {
    self.index = index
    self.repository = repository
  }

  mutating func walk(from target: Target) {
    upstream(target.stage)
    let stage = index.stages[target.stage]
    let asked = stage.outputs.compactMap(\.location.inside).filter { path in
      target.path.map { limit in
        let whole = Paths.join(index.root, path)
        return limit == whole || Paths.isInside(limit, whole)
      } ?? true
    }
    for path in asked { downstream(path) }
    for i in nodes.indices where asked.contains(where: { nodes[i].id == "data:" + $0 }) {
      nodes[i].isAsked = true
    }
  }

  /// A stage with everything that it used.
  private mutating func upstream(_ number: Int) {
    guard upDone.insert(number).inserted else { return }
    let stage = index.stages[number]
    let center = stage.isDataSource ? nil : add(stage)
    for output in stage.outputs {
      let node = add(output)
      if let center { connect(center, node) }
    }
    guard let center else { return }
    for dependency in stage.dependencies {
      if let repo = dependency.entry.repository {
        let id = "source:\(repo.url):\(dependency.declared)"
        insert(
          .init(
            id: id, kind: .source, name: dependency.declared, hash: repo.lockedRevision,
            detail: repo.url + (repo.revision.map { "@" + $0 } ?? "")))
        connect(id, center)
        continue
      }
      guard let path = dependency.location.inside else {
        let id = "source:" + dependency.declared
        insert(
          .init(id: id, kind: .source, name: dependency.declared, hash: dependency.recorded.digest?.text))
        connect(id, center)
        continue
      }
      let makers = index.producers(of: Paths.join(index.root, path))
      if makers.isEmpty {
        let id = "code:" + path
        insert(.init(id: id, kind: .code, name: path, hash: dependency.recorded.digest?.text))
        connect(id, center)
      }
      for maker in makers {
        upstream(maker.stage)
        connect(add(index[maker]), center)
      }
    }
    for request in stage.parameters {
      let id = "params:\(request.declared):\(number)"
      let values = request.recorded.map { JSON.dump(.map($0), style: .compact) }
      insert(.init(id: id, kind: .params, name: request.declared, detail: values))
      connect(id, center)
    }
  }

  /// The stages that used what is at a path, and what they made.
  private mutating func downstream(_ path: String) {
    for (number, stage) in index.stages.enumerated() {
      let uses = stage.dependencies.contains { dependency in
        guard let used = dependency.location.inside else { return false }
        return used == path || Paths.isInside(used, path) || Paths.isInside(path, used)
      }
      guard uses, downDone.insert(number).inserted else { continue }
      let center = add(stage)
      connect("data:" + path, center)
      for output in stage.outputs {
        connect(center, add(output))
        if let next = output.location.inside { downstream(next) }
      }
    }
  }

  private mutating func add(_ stage: Stage) -> String {
    let id = "stage:" + stage.address(from: "")
    insert(
      .init(
        id: id, kind: .stage, name: stage.address(from: ""),
        detail: stage.command?.lines.joined(separator: " && ")))
    return id
  }

  private mutating func add(_ output: Output) -> String {
    let name = output.location.inside ?? output.declared
    insert(
      .init(
        id: "data:" + name, kind: output.role == .metric ? .metric : .data, name: name,
        hash: output.recorded.digest?.text, size: output.recorded.size.map(Int64.init),
        fileCount: output.recorded.fileCount))
    return "data:" + name
  }

  private mutating func insert(_ node: LineageReport.Node) {
    if known.insert(node.id).inserted { nodes.append(node) }
  }

  private mutating func connect(_ from: String, _ to: String) {
    if seenEdges.insert(from + "\0" + to).inserted { edges.append((from, to)) }
  }
}

import Documents
import Exchange
import Files
import Git
import Hashing
import Manifests
import Pipeline
import Workspace

/// Walks from data to what made it, through the repositories of imports, and to what was made of it.
struct LineageBuilder {
  /// One project at one state: the user's, or that of an import.
  private struct Scope {
    /// In front of its nodes' ids; `""`: the user's own.
    let key: String
    let index: Index
    /// nil: the user's own.
    var source: (repository: SourceRepository, origin: SourceRepository.Origin, url: String)?
  }

  private(set) var nodes: [LineageReport.Node] = []
  private(set) var edges: [(from: String, to: String)] = []
  private let own: Scope
  private let repository: Repository
  private let opener: ProjectOpener
  private let isOffline: Bool
  private var known: Set<String> = []
  private var seenEdges: Set<String> = []
  private var upDone: Set<String> = []
  private var downDone: Set<Int> = []
  /// Opened repositories, by URL and commit.
  private var sources: [String: SourceRepository] = [:]

  init(_ index: Index, _ repository: Repository, opener: ProjectOpener, isOffline: Bool) {
    own = Scope(key: "", index: index)
    self.repository = repository
    self.opener = opener
    self.isOffline = isOffline
  }

  mutating func walk(from target: Target) throws {
    let index = own.index
    try upstream(target.stage, own)
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
  private mutating func upstream(_ number: Int, _ scope: Scope) throws {
    guard upDone.insert("\(scope.key)\0\(number)").inserted else { return }
    try repository.cancellation.check()
    let stage = scope.index.stages[number]
    let center = stage.isDataSource ? nil : add(stage, scope)
    for output in stage.outputs {
      let node = add(output, scope)
      if let center { connect(center, node) }
    }
    guard let center else { return }
    for dependency in stage.dependencies {
      if let entry = dependency.entry.repository {
        connect(try source(entry, dependency.declared, stage, scope), center)
        continue
      }
      guard let path = dependency.location.inside else {
        let id = scope.key + "source:" + dependency.declared
        insert(
          .init(id: id, kind: .source, name: dependency.declared, hash: dependency.recorded.digest?.text),
          scope)
        connect(id, center)
        continue
      }
      let makers = scope.index.producers(of: Paths.join(scope.index.root, path))
      if makers.isEmpty {
        let id = scope.key + "code:" + path
        insert(.init(id: id, kind: .code, name: path, hash: dependency.recorded.digest?.text), scope)
        connect(id, center)
      }
      for maker in makers {
        try upstream(maker.stage, scope)
        connect(add(scope.index[maker], scope), center)
      }
    }
    for request in stage.parameters {
      let id = "\(scope.key)params:\(request.declared):\(number)"
      let values = request.recorded.map { JSON.dump(.map($0), style: .compact) }
      insert(.init(id: id, kind: .params, name: request.declared, detail: values), scope)
      connect(id, center)
    }
  }

  // MARK: Imports

  /// The node of an import's source, and behind it what the data was made of there.
  private mutating func source(
    _ entry: RepositorySource, _ path: String, _ stage: Stage, _ scope: Scope
  ) throws -> String {
    let id = "\(scope.key)source:\(entry.url):\(path)"
    var node = LineageReport.Node(
      id: id, kind: .source, name: path, hash: entry.lockedRevision,
      detail: entry.url + (entry.revision.map { "@" + $0 } ?? ""))
    var makers: [Index.OutputReference] = []
    var inner: Scope?
    do {
      let opened = try open(entry, stage, scope)
      if let origin = try opened.origin(of: path) {
        makers = origin.index.producers(of: Paths.join(origin.index.root, origin.path))
        let key = "\(entry.url)@\(entry.lockedRevision ?? "")/\(origin.directory):"
        inner = Scope(key: key, index: origin.index, source: (opened, origin, entry.url))
      }
      if makers.isEmpty { node.end = .file }
    } catch let error as Cancelled {
      throw error
    } catch GitError.unknownRevision where isOffline {
      node.end = .elsewhere
    } catch {
      // Whatever keeps another's repository from being read, the rest of the answer stands.
      node.end = .unreachable
    }
    insert(node, scope)
    for maker in makers {
      guard let inner else { break }
      try upstream(maker.stage, inner)
      connect(add(inner.index[maker], inner), id)
    }
    return id
  }

  private mutating func open(
    _ entry: RepositorySource, _ stage: Stage, _ scope: Scope
  ) throws -> SourceRepository {
    let key = "\(entry.url)\0\(entry.lockedRevision ?? entry.revision ?? "")"
    if let known = sources[key] { return known }
    let opened: SourceRepository
    if let source = scope.source {
      opened = try source.repository.source(of: entry, in: source.origin)
    } else {
      let file = Paths.join(repository.root, stage.file)
      var request = SourceRepository.Request(
        entry, bases: [repository.environment.workingDirectory, Paths.parent(file), repository.root])
      request.revision = entry.lockedRevision ?? entry.revision
      request.isOffline = isOffline
      opened = try SourceRepository(request, opener: opener)
    }
    sources[key] = opened
    return opened
  }

  // MARK: Downstream

  /// The stages that used what is at a path, and what they made.
  private mutating func downstream(_ path: String) {
    for (number, stage) in own.index.stages.enumerated() {
      let uses = stage.dependencies.contains { dependency in
        guard let used = dependency.location.inside else { return false }
        return used == path || Paths.isInside(used, path) || Paths.isInside(path, used)
      }
      guard uses, downDone.insert(number).inserted else { continue }
      let center = add(stage, own)
      connect("data:" + path, center)
      for output in stage.outputs {
        connect(center, add(output, own))
        if let next = output.location.inside { downstream(next) }
      }
    }
  }

  // MARK: The graph

  private mutating func add(_ stage: Stage, _ scope: Scope) -> String {
    let id = scope.key + "stage:" + stage.address(from: "")
    insert(
      .init(
        id: id, kind: .stage, name: stage.address(from: ""),
        detail: stage.command?.lines.joined(separator: " && ")), scope)
    return id
  }

  private mutating func add(_ output: Output, _ scope: Scope) -> String {
    let name = output.location.inside ?? output.declared
    insert(
      .init(
        id: scope.key + "data:" + name, kind: output.role == .metric ? .metric : .data, name: name,
        hash: output.recorded.digest?.text, size: output.recorded.size.map(Int64.init),
        fileCount: output.recorded.fileCount), scope)
    return scope.key + "data:" + name
  }

  private mutating func insert(_ node: LineageReport.Node, _ scope: Scope) {
    guard known.insert(node.id).inserted else { return }
    var node = node
    node.repository = scope.source?.url
    nodes.append(node)
  }

  private mutating func connect(_ from: String, _ to: String) {
    if seenEdges.insert(from + "\0" + to).inserted { edges.append((from, to)) }
  }
}

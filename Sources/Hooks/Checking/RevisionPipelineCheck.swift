import Documents
import Files
import Git
import Hashing
import Manifests
import Objects
import Pipeline
import Workspace

/// Whether a commit's lock files say what its `dvc.yaml` says, and whether its stages are up to date: from git's
/// files and recorded hashes alone, no data is needed.
public struct RevisionPipelineCheck {
  let repository: Repository
  let tree: RevisionTree
  let index: Index
  /// Relative to the top of the work tree; `""` or ending in a slash.
  let prefix: String

  public init(_ repository: Repository, _ tree: RevisionTree, prefix: String) throws {
    self.repository = repository
    self.tree = tree
    index = try repository.index(at: tree)
    self.prefix = prefix.isEmpty ? "" : prefix + "/"
  }

  public func run(_ verdict: Policy.Verdict) throws -> [Problem] {
    var problems: [Problem] = []
    for stage in index.stages {
      guard let name = stage.name, case .pipeline(let resolved, let locked) = stage.definition else {
        continue
      }
      func found(_ fact: Problem.Fact, isWarning: Bool = false) {
        problems.append(Problem(fact, file: prefix + stage.file, commit: tree.commit, isWarning: isWarning))
      }
      guard let locked else {
        if stage.isCallback || verdict == .ignore { continue }
        found(.outOfDate(stage: name, reason: "it never ran"), isWarning: verdict == .warn)
        continue
      }
      if let part = contradiction(stage, resolved, locked) {
        found(.contradiction(stage: name, part: part))
      } else if verdict != .ignore, !stage.isFrozen, !stage.isAlwaysChanged, !stage.isCallback,
        let reason = try staleness(stage)
      {
        found(.outOfDate(stage: name, reason: reason), isWarning: verdict == .warn)
      }
    }
    return problems
  }

  private func contradiction(_ stage: Stage, _ resolved: ResolvedStage, _ locked: LockEntry) -> String? {
    if locked.command != resolved.command { return "cmd" }
    if Set(locked.dependencies.map(\.path)) != Set(stage.dependencies.map(\.declared)) { return "deps" }
    if Set(locked.outputs.map(\.path)) != Set(stage.outputs.map(\.declared)) { return "outs" }
    return nil
  }

  private func staleness(_ stage: Stage) throws -> String? {
    for dependency in stage.dependencies where dependency.source == .data {
      guard let recorded = dependency.recorded.object else {
        return "\(dependency.declared) was not recorded"
      }
      if let now = try object(at: dependency.location, recorded.algorithm), now != recorded {
        return "\(dependency.declared) changed"
      }
    }
    for request in stage.parameters {
      guard let path = request.location.inside, let bytes = try tree.read(path) else { continue }
      guard let recorded = request.recorded else { return "\(request.declared) was not recorded" }
      let now = (try? ValueFile.load(bytes, named: path))?.map ?? Mapping()
      for key in request.keys ?? now.keys {
        guard let value = now.value(at: key) else {
          return "\(request.declared): \(key) is gone"
        }
        if recorded[key].map({ !$0.isSame(as: value) }) ?? true {
          return "\(request.declared): \(key) changed"
        }
      }
    }
    for output in stage.outputs where output.isCached && output.recorded.object == nil {
      return "\(output.declared) was not recorded"
    }
    return nil
  }

  /// What is at a path in this commit; nil when that can't be told without data.
  private func object(at location: DataLocation, _ algorithm: HashAlgorithm) throws -> ObjectID? {
    guard let path = location.inside else { return nil }
    let absolute = Paths.join(index.root, path)
    if let holder = index.output(holding: absolute), let id = index[holder].recorded.object {
      guard let whole = index[holder].location.inside, whole != path else { return id }
      guard id.isTree, try repository.store.contains(id) else { return nil }
      let members = try repository.store.tree(id)
      let inside = Paths.relative(path, to: whole)
      if let file = members.find(inside) { return members.id(file) }
      let below = members.subtree(inside)
      return below.isEmpty ? nil : below.objectID
    }
    switch try tree.kind(path) {
    case .directory:
      guard index.outputs(below: absolute).isEmpty else { return nil }
      return try directory(path, algorithm)
    case .file: return try tree.read(path).map { ObjectID(Hash.digest($0, algorithm), algorithm: algorithm) }
    default: return nil
    }
  }

  private func directory(_ path: String, _ algorithm: HashAlgorithm) throws -> ObjectID {
    var files: [String] = []
    try tree.walk(path) { file, kind in
      if kind == .file { files.append(file) }
      return true
    }
    var builder = TreeBuilder(algorithm: algorithm)
    for file in files {
      guard let bytes = try tree.read(file) else { continue }
      try builder.append(Paths.relative(file, to: path), Hash.digest(bytes, algorithm))
    }
    return try builder.finish().objectID
  }
}

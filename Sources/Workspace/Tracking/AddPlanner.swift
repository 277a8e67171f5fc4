import Files
import Manifests

/// One thing that `add` will do.
public struct Addition: Sendable {
  public enum Kind: Sendable {
    /// The whole of an output, tracked anew or again.
    case output
    /// A path inside a directory that is tracked already; relative to it.
    case inside(String)
  }
  /// The pointer file to write, root-relative.
  public let file: String
  /// What it says now; nil for a new one.
  public var current: PointerFile?
  /// The output, absolute.
  public let path: String
  public let kind: Kind
  /// As the user typed it, for messages.
  public let target: String
}

/// Decides for each target of `add` which pointer it belongs to, and refuses what can't be tracked, before anything is
/// written.
public struct AddPlanner {
  let repository: Repository
  let index: Index
  private let mayBeInGit: Bool

  /// - Parameter mayBeInGit: what git tracks is not refused.
  public init(repository: Repository, index: Index, mayBeInGit: Bool = false) {
    self.repository = repository
    self.index = index
    self.mayBeInGit = mayBeInGit
  }

  /// What tracking data takes that is yet to be put at `target`, or never will be (`add --out`, `--to-remote`).
  /// - Throws: ``WorkspaceError``
  public func plan(newAt target: String) throws -> Addition {
    let path = Paths.absolute(target, in: repository.environment.workingDirectory)
    try refuseName(target, path)
    let parent = Paths.parent(path)
    guard try FileSystem.info(parent)?.isDirectory == true else {
      throw WorkspaceError.directoryMissing(path: parent)
    }
    try refuseLinkedDirectories(path)
    if let reference = index.output(holding: path) {
      let stage = index.stages[reference.stage]
      guard let pointer = Self.pointer(stage), !stage.isImport,
        index[reference].location.absolute(root: repository.root) == path
      else {
        let owner = index[reference].location.absolute(root: repository.root) ?? index[reference].declared
        throw WorkspaceError.overlap(
          target: target, with: repository.display(owner),
          stage: stage.address(from: repository.workingDirectoryInside))
      }
      try repository.refuseIgnoredByGit(Paths.join(repository.root, stage.file))
      return Addition(file: stage.file, current: pointer, path: path, kind: .output, target: target)
    }
    if let first = index.outputs(below: path).first {
      throw WorkspaceError.overlap(
        target: target, with: repository.display(index[first].location.absolute(root: repository.root) ?? ""),
        stage: index.stages[first.stage].address(from: repository.workingDirectoryInside))
    }
    try repository.refuseTrackedByGit(path, declared: target)
    try repository.refuseIgnoredByGit(path + PointerFile.suffix)
    let file = Paths.relative(path, to: repository.root) + PointerFile.suffix
    let current = index.stage(Stage.ID(file: file, name: nil)).flatMap(Self.pointer)
    return Addition(file: file, current: current, path: path, kind: .output, target: target)
  }

  /// What importing takes that is to be put at `target`; an import or tracked data that is there is replaced.
  /// - Throws: ``WorkspaceError``
  public func plan(importTo target: String) throws -> Addition {
    let path = Paths.absolute(target, in: repository.environment.workingDirectory)
    let file = Paths.relative(path, to: repository.root) + PointerFile.suffix
    if !Paths.isInside(path, repository.root) {
      throw WorkspaceError.outputOutsideProject(paths: [path])
    }
    try repository.refuseIgnoredByGit(path + PointerFile.suffix)
    guard let reference = index.output(at: path), index.stages[reference.stage].file == file else {
      try refuseName(target, path)
      try refuseTaken(path, target)
      return try plan(newAt: target)
    }
    try refuseName(target, path)
    try refuseLinkedDirectories(path)
    return Addition(
      file: file, current: Self.pointer(index.stages[reference.stage]), path: path, kind: .output,
      target: target)
  }

  /// Somebody else's output is not replaced by an import.
  private func refuseTaken(_ path: String, _ target: String) throws {
    func address(_ reference: Index.OutputReference) -> String {
      index.stages[reference.stage].address(from: repository.workingDirectoryInside)
    }
    func shown(_ reference: Index.OutputReference) -> String {
      repository.display(
        index[reference].location.absolute(root: repository.root) ?? index[reference].declared)
    }
    if let owner = index.output(at: path) {
      throw WorkspaceError.outputTaken(path: repository.display(path), stages: [address(owner)])
    }
    let own = repository.display(path)
    if let holder = index.output(holding: path) {
      throw WorkspaceError.overlappingOutputs(
        parent: shown(holder), parentStage: address(holder), child: own, childStage: own + PointerFile.suffix)
    }
    if let child = index.outputs(below: path).first {
      throw WorkspaceError.overlappingOutputs(
        parent: own, parentStage: own + PointerFile.suffix, child: shown(child), childStage: address(child))
    }
  }

  /// - Throws: ``WorkspaceError``
  public func plan(_ targets: [String]) throws -> [Addition] {
    var additions: [Addition] = []
    var seen: Set<String> = []
    let rules = try repository.git()?.ignoreRules()
    for target in targets {
      let path = Paths.absolute(target, in: repository.environment.workingDirectory)
      guard seen.insert(path).inserted else { continue }
      let addition = try plan(target, path)
      try repository.refuseIgnoredByGit(Paths.join(repository.root, addition.file), rules)
      additions.append(addition)
    }
    try refuseOverlaps(among: additions)
    return additions
  }

  private func plan(_ target: String, _ path: String) throws -> Addition {
    try refuseName(target, path)
    try refuseLinkedDirectories(path)
    if let reference = index.output(holding: path) {
      return try known(reference, target, path)
    }
    let below = index.outputs(below: path)
    if let first = below.first {
      let output = index[first]
      throw WorkspaceError.overlap(
        target: target,
        with: repository.display(output.location.absolute(root: repository.root) ?? output.declared),
        stage: index.stages[first.stage].address(from: repository.workingDirectoryInside))
    }
    let relative = Paths.relative(path, to: repository.root)
    guard let info = try FileSystem.info(path) else {
      if try FileSystem.info(path, followLinks: false) != nil { throw WorkspaceError.brokenLink(path: path) }
      throw WorkspaceError.outputMissing(path: target, absolute: path)
    }
    switch try repository.ignore.explain(relative, isDirectory: info.isDirectory) {
    case .rule(let decision) where decision.isIgnored:
      throw WorkspaceError.pathIgnored(path: path, rule: decision.rule.description)
    case .project(let directory):
      throw WorkspaceError.pathIgnored(path: path, rule: "in sub_repo:\(directory)")
    default: break
    }
    guard info.isFile || info.isDirectory else { throw WorkspaceError.notFileOrDirectory(path: path) }
    if !mayBeInGit { try repository.refuseTrackedByGit(path, declared: target) }
    let file = relative + PointerFile.suffix
    let current = index.stage(Stage.ID(file: file, name: nil)).flatMap(Self.pointer)
    return Addition(file: file, current: current, path: path, kind: .output, target: target)
  }

  /// An output that a stage has already, or something inside one.
  private func known(_ reference: Index.OutputReference, _ target: String, _ path: String) throws -> Addition
  {
    let stage = index.stages[reference.stage]
    guard let pointer = Self.pointer(stage),
      let output = index[reference].location.absolute(root: repository.root)
    else {
      throw WorkspaceError.pipelineOutput(
        path: target, stage: stage.name ?? "",
        file: repository.display(Paths.join(repository.root, stage.file)))
    }
    if stage.isImport { throw WorkspaceError.importedOutput(path: target, file: stage.file) }
    if output == path {
      guard try FileSystem.info(path) != nil else {
        if try FileSystem.info(path, followLinks: false) != nil {
          throw WorkspaceError.brokenLink(path: path)
        }
        throw WorkspaceError.outputMissing(path: target, absolute: path)
      }
      if !mayBeInGit { try repository.refuseTrackedByGit(path, declared: target) }
      return Addition(file: stage.file, current: pointer, path: path, kind: .output, target: target)
    }
    return Addition(
      file: stage.file, current: pointer, path: output, kind: .inside(Paths.relative(path, to: output)),
      target: target)
  }

  private static func pointer(_ stage: Stage) -> PointerFile? {
    if case .pointer(let pointer) = stage.definition { pointer } else { nil }
  }

  private func refuseName(_ target: String, _ path: String) throws {
    if path == repository.root || !Paths.isInside(path, repository.root) {
      if path == repository.root {
        throw WorkspaceError.outsideProject(path: Paths.parent(path), root: repository.root)
      }
      throw WorkspaceError.outputOutsideProject(paths: [path])
    }
    let name = Paths.name(path)
    if name.hasSuffix(PointerFile.suffix) || name == PipelineFile.name {
      throw WorkspaceError.pointerAsOutput(path: target)
    }
  }

  /// The data must lie where its path says: no directory on the way, nor a directory target itself, may be a link.
  private func refuseLinkedDirectories(_ path: String) throws {
    if let link = try FileSystem.info(path, followLinks: false), link.kind == .symlink,
      try FileSystem.info(path)?.isDirectory == true
    {
      throw WorkspaceError.insideSymlink(path: path)
    }
    var parent = Paths.parent(path)
    while Paths.isInside(parent, repository.root) {
      if try FileSystem.info(parent, followLinks: false)?.kind == .symlink {
        throw WorkspaceError.insideSymlink(path: path)
      }
      parent = Paths.parent(parent)
    }
  }

  private func refuseOverlaps(among additions: [Addition]) throws {
    let outputs = additions.filter { if case .output = $0.kind { true } else { false } }
    let paths = Set(outputs.map(\.path))
    for addition in outputs {
      var parent = Paths.parent(addition.path)
      while Paths.isInside(parent, repository.root) {
        if paths.contains(parent), let holder = outputs.first(where: { $0.path == parent }) {
          throw WorkspaceError.overlap(
            target: holder.target, with: addition.target,
            stage: repository.display(Paths.join(repository.root, addition.file)))
        }
        parent = Paths.parent(parent)
      }
    }
  }
}

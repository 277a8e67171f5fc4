import Documents
import Files
import Hashing
import Manifests
import Objects
import Workspace

/// What a stage uses and what it made, as it is recorded (formats §4.5).
struct Recorder {
  let repository: Repository
  let inspector: StageInspector
  let tell: (StageEvent) -> Void

  // MARK: What goes in

  /// How a missing dependency is told: before a run by the system's own error, when saving as a fact of the stage.
  enum Absence { case asSystemError, asFact }

  func dependencies(of stage: Stage, _ absence: Absence) throws -> [LockRecord] {
    try stage.dependencies.map { dependency in
      if let name = DatasetSpec.name(in: dependency.declared) {
        var record = DataRecord()
        record.dataset = try inspector.dataset(name).inUse().mapping
        return LockRecord(path: dependency.declared, data: record)
      }
      guard let path = dependency.location.absolute(root: repository.root) else {
        throw PipelineError.unsupportedLocation(path: dependency.declared)
      }
      guard let snapshot = try snapshot(of: path, like: dependency.recorded) else {
        if absence == .asSystemError { throw FileError("read", path, errno: 2) }
        throw PipelineError.dependencyMissing(
          path: repository.display(dependency.location, dependency.declared))
      }
      return LockRecord(path: dependency.declared, data: snapshot.record)
    }
  }

  /// Unchanged data of DVC 2.x stays what it is.
  private func snapshot(of path: String, like recorded: DataRecord) throws -> Snapshot? {
    if recorded.isLegacy, let old = recorded.object,
      let same = try inspector.detector.snapshot(of: path, algorithm: old.algorithm), same.id == old
    {
      return same
    }
    return try inspector.detector.snapshot(of: path)
  }

  /// - Throws: ``PipelineError/parametersMissing(keys:file:)``; as a fact also ``PipelineError/dependencyMissing(path:)``.
  func parameters(of stage: Stage, _ absence: Absence) throws -> Mapping {
    var files = Mapping()
    for request in stage.parameters {
      let place = repository.display(request.location, request.declared)
      guard let values = try inspector.parameters.values(of: request) else {
        if absence == .asSystemError, let keys = request.keys {
          throw PipelineError.parametersMissing(keys: keys, file: place)
        }
        throw PipelineError.dependencyMissing(path: place)
      }
      let missing = (request.keys ?? []).filter { values[$0] == nil }
      if !missing.isEmpty { throw PipelineError.parametersMissing(keys: missing, file: place) }
      files[request.declared] = .map(values)
    }
    return files
  }

  // MARK: What comes out

  struct OutputSaving {
    /// Put cached outputs into the cache.
    var commits = true
    /// The others as well, so that the run cache can bring them back.
    var storesUncached = false
    /// Absolute path: only the output that is there, or holds it, is stored; nil: all.
    var limit: String?

    func means(_ path: String) -> Bool { limit.map { $0 == path || Paths.isInside($0, path) } ?? true }
  }

  func outputs(of stage: Stage, _ saving: OutputSaving) throws -> [LockRecord] {
    // Nothing is stored for a stage that didn't make everything.
    for output in stage.outputs { try claim(output) }
    return try stage.outputs.map { output in
      LockRecord(path: output.declared, data: try record(of: output, saving))
    }
  }

  private func record(of output: Output, _ saving: OutputSaving) throws -> DataRecord {
    let shown = repository.display(output.location, output.declared)
    guard let path = output.location.absolute(root: repository.root) else {
      throw PipelineError.unsupportedLocation(path: output.declared)
    }
    let info = try require(path, shown)
    if output.role == .metric, info.isFile, try !isText(path) {
      throw PipelineError.binaryMetrics(path: path)
    }
    let stores = (output.isCached ? saving.commits : saving.storesUncached) && saving.means(path)
    guard
      let snapshot = try DataReader(repository: repository)
        .snapshot(of: path, like: output.recorded, for: stores ? .store : .hash)
    else { throw PipelineError.outputMissing(path: shown) }
    if snapshot.size == 0, try info.isFile || FileSystem.list(path).isEmpty {
      tell(.emptyOutput(path: shown))
    }
    if stores, output.isCached { try Relinker(repository: repository).relink(path, snapshot) }
    // As the peer has it, a lock file's directories are recorded as a whole again; a push lists them.
    return snapshot.isDirectory ? snapshot.record : try snapshot.record(over: output.recorded)
  }

  /// Hides a stored output from git.
  /// - Throws: what is wrong with its place.
  private func claim(_ output: Output) throws {
    let shown = repository.display(output.location, output.declared)
    guard let path = output.location.absolute(root: repository.root) else {
      throw PipelineError.unsupportedLocation(path: output.declared)
    }
    let isInside = try repository.ownPath(of: output) != nil
    if output.isCached, !isInside { throw PipelineError.externalOutput(path: path) }
    try require(path, shown)
    if output.isCached {
      try repository.refuseTrackedByGit(path, declared: shown)
      try repository.ignoreInGit(path)
    }
  }

  /// - Throws: what is wrong with an output that isn't there, or is neither a file nor a directory.
  @discardableResult
  private func require(_ path: String, _ shown: String) throws -> FileInfo {
    guard let info = try FileSystem.info(path) else {
      if try FileSystem.info(path, followLinks: false) != nil {
        throw PipelineError.outputIsNoFile(path: shown)
      }
      throw PipelineError.outputMissing(path: shown)
    }
    guard info.isFile || info.isDirectory else { throw PipelineError.outputIsNoFile(path: shown) }
    return info
  }

  /// The peer's idea of a text (formats §2.7): no NUL and few odd bytes at its begin.
  private func isText(_ path: String) throws -> Bool {
    let start = try FileSystem.read(path).prefix(512)
    if start.isEmpty { return true }
    if start.contains(0) { return false }
    let odd = start.count { byte in
      switch byte {
      case 0x20...0x7e, 0x0a, 0x0d, 0x09, 0x0c, 0x08: false
      default: true
      }
    }
    return odd * 10 <= start.count * 3
  }
}

extension Repository {
  /// A place as the user knows it: absolute outside of the project, inside it from where the user is.
  public func display(_ location: DataLocation, _ declared: String) -> String {
    if DataLocation.isURL(declared) { return declared }
    return switch location {
    case .inside: location.absolute(root: root).map(display) ?? declared
    case .local(let path): path
    case .url(let url): url
    }
  }
}

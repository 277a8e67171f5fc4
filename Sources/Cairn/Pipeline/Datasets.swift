import Documents
import Exchange
import Files
import Manifests
import Workspace

/// What `dataset add` or `dataset update` recorded.
public struct DatasetReport: Sendable {
  /// nil where nothing usable was recorded before.
  public let old: DatasetLock?
  public let new: DatasetLock
}

extension Session {
  /// Declares a data set in `./dvc.yaml` and records its version in the lock file.
  /// - Throws: `DatasetError`, `ImportError`, errors of git.
  public func addDataset(_ options: DatasetAddOptions) throws -> Outcome<DatasetReport> {
    try changing { repository in
      if let existing = try repository.index().datasets()[options.spec.name], !options.force {
        throw DatasetError.exists(
          name: options.spec.name, file: repository.display(Paths.join(repository.root, existing.file)))
      }
      let importer = Importer(repository, opener: opener(repository), jobs: nil)
      let lock = try importer.version(of: options.spec, in: environment.workingDirectory)
      let file = repository.key(of: Paths.join(environment.workingDirectory, PipelineFile.name))
      try DatasetWriter(repository: repository, file: file).write(lock, declaring: true)
      return DatasetReport(old: nil, new: lock)
    }
  }

  /// - Throws: `DatasetError`, `ImportError`, errors of git.
  public func updateDataset(_ options: DatasetUpdateOptions) throws -> Outcome<DatasetReport> {
    try changing { repository in
      guard let dataset = try repository.index().datasets()[options.name] else {
        throw DatasetError.notFound(name: options.name)
      }
      var spec = dataset.spec
      if let revision = options.revision {
        if spec.kind == .url { throw DatasetError.urlWithoutRevisions }
        if spec.kind == .repository { spec.revision = revision }
      }
      let importer = Importer(repository, opener: opener(repository), jobs: nil)
      let lock = try importer.version(of: spec, in: environment.workingDirectory)
      if lock != dataset.lock {
        try DatasetWriter(repository: repository, file: dataset.file)
          .write(lock, declaring: spec != dataset.spec)
      }
      return DatasetReport(old: dataset.lock, new: lock)
    }
  }
}

/// Writes a data set into a `dvc.yaml` and its lock file.
private struct DatasetWriter {
  let repository: Repository
  /// The `dvc.yaml`, root-relative.
  let file: String

  func write(_ lock: DatasetLock, declaring: Bool) throws {
    if declaring { try declare(lock.spec) }
    try edit(PipelineSource.lockFile(of: file)) { original in
      guard let original else {
        var document = Mapping()
        document["schema"] = "2.0"
        document["datasets"] = .list([.map(lock.mapping)])
        document["stages"] = .map(Mapping())
        return YAML.dump(.map(document))
      }
      var locks = try LockFile.parse(original)
      locks.datasets = Self.list(locks.datasets, with: lock.mapping)
      return try locks.text()
    }
  }

  private func declare(_ spec: DatasetSpec) throws {
    try edit(file) { original in
      var pipeline = PipelineFile()
      if let original { pipeline = try PipelineFile.parse(original) }
      let name = Value.string(spec.name)
      if let written = pipeline.raw(.datasets)?.list?.first(where: { $0.map?["name"] == name }),
        PipelineFile.isParametrized(written)
      {
        throw DatasetError.parametrized
      }
      pipeline.set(Self.list(pipeline.raw(.datasets), with: spec.mapping), .datasets)
      return try pipeline.text(over: original)
    }
  }

  private static func list(_ list: Value?, with item: Mapping) -> Value {
    var items = list?.list ?? []
    if let place = items.firstIndex(where: { $0.map?["name"] == item["name"] }) {
      items[place] = .map(item)
    } else {
      items.append(.map(item))
    }
    return .list(items)
  }

  private func edit(_ file: String, _ change: ([UInt8]?) throws -> String) throws {
    let path = Paths.join(repository.root, file)
    try repository.refuseIgnoredByGit(path)
    do {
      let text = try change(FileSystem.readIfPresent(path))
      try repository.writeTracked(Array(text.utf8), to: path)
      repository.noteChange(of: path)
    } catch let error as ManifestError {
      throw WorkspaceError.invalidFile(path: file, cause: error)
    } catch let error as DocumentError {
      throw WorkspaceError.invalidFile(path: file, cause: error)
    }
  }
}

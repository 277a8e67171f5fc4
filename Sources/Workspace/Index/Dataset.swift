import Documents
import Manifests

/// A data set that the project declares.
public struct Dataset: Sendable {
  public let spec: DatasetSpec
  /// The `dvc.yaml` that declares it, root-relative.
  public let file: String
  /// What is recorded of it; nil if that is of another declaration.
  public let lock: DatasetLock?
  /// It was declared otherwise when it was recorded.
  public let isOutdated: Bool

  /// How it differs from what a stage used last.
  public func change(from used: Mapping?) -> DataChange? {
    guard let lock else { return .notInSync }
    guard let used = used.flatMap(DatasetLock.init) else { return .new }
    return used == lock ? nil : .modified
  }

  /// What a stage that runs now uses.
  public func inUse() throws(DatasetError) -> DatasetLock {
    if let lock { return lock }
    throw isOutdated ? .notInSync(name: spec.name) : .notRecorded(name: spec.name)
  }
}

extension PipelineSource {
  /// The data sets of this file, with what its lock file records of them.
  public func datasets() throws -> [Dataset] {
    let recorded = lock.datasets?.list?.compactMap(\.map) ?? []
    return try resolver.datasets().compactMap(\.map).map { declared in
      let spec = try DatasetSpec(declared: declared)
      let lock = recorded.first { $0["name"] == .string(spec.name) }.flatMap(DatasetLock.init)
      let isOutdated = lock.map { $0.spec != spec } ?? false
      return Dataset(spec: spec, file: file, lock: isOutdated ? nil : lock, isOutdated: isOutdated)
    }
  }
}

extension Index {
  /// All data sets by name; of two with one name the last counts.
  public func datasets() throws -> [String: Dataset] {
    var found: [String: Dataset] = [:]
    for pipeline in pipelines {
      for dataset in try pipeline.datasets() { found[dataset.spec.name] = dataset }
    }
    return found
  }
}

import Documents
import Files
import Manifests
import Workspace

/// Compares stages with what their last runs recorded. Each path is looked at once until ``forget()``.
public final class StageInspector {
  /// Which absences don't count (`--allow-missing`).
  public struct Tolerance: Sendable {
    /// Dependencies that are gone, unless made anew with another hash, and outputs that are gone or not in the cache.
    public var missing = false

    public init(missing: Bool = false) { self.missing = missing }
  }

  public let detector: ChangeDetector
  public let parameters: ParameterReader
  /// Asks whether the source of an import moved on; nil where nobody can be asked.
  /// Relative places count from the given directory.
  public var sourceChange: ((Dependency, _ directory: String) throws -> DataChange?)?
  let root: String
  private let repository: Repository
  private var knownDatasets: [String: Dataset]?

  public init(_ repository: Repository, detector: ChangeDetector? = nil) {
    self.detector = detector ?? ChangeDetector(repository)
    root = repository.root
    self.repository = repository
    parameters = ParameterReader(root: repository.root)
  }

  /// A command ran: anything may be different now.
  public func forget() {
    detector.forgetEverything()
    knownDatasets = nil
    parameters.forget()
  }

  /// Everything that differs.
  public func status(of stage: Stage) throws -> StageStatus {
    var status = StageStatus()
    // A frozen import from a repository still tells that the repository moved on.
    for dependency in stage.dependencies where !stage.isFrozen || stage.knowsItsSource {
      if let difference = try difference(of: dependency, in: stage.workingDirectory) {
        status.dependencies.append(difference)
      }
    }
    if !stage.isFrozen {
      for request in stage.parameters {
        if let difference = try difference(of: request) { status.parameters.append(difference) }
      }
    }
    for output in stage.outputs {
      if let difference = try difference(of: output) { status.outputs.append(difference) }
    }
    status.isAlwaysChanged = stage.isCallback || stage.isAlwaysChanged
    status.definition = definitionDifference(of: stage)
    return status
  }

  /// Why a stage has to run, if it has to: the first reason of formats §5.2.
  /// - Parameter upstream: what is recorded now of the output that a path is (part of), for ``Tolerance/missing``.
  public func reason(
    for stage: Stage, _ tolerance: Tolerance = Tolerance(),
    upstream: (Dependency) -> DataRecord? = { _ in nil }
  ) throws -> ChangeReason? {
    if let difference = definitionDifference(of: stage) { return .definition(difference) }
    if !stage.isFrozen {
      if stage.isCallback || stage.isAlwaysChanged { return .always }
      for dependency in stage.dependencies {
        guard let difference = try difference(of: dependency, in: stage.workingDirectory) else { continue }
        if tolerance.missing, difference.change == .deleted {
          let made = upstream(dependency)
          if made == nil || made?.object == dependency.recorded.object { continue }
        }
        return .dependency(difference)
      }
      for request in stage.parameters {
        if let difference = try difference(of: request) { return .parameters(difference) }
      }
    }
    for output in stage.outputs {
      guard let difference = try difference(of: output) else { continue }
      if tolerance.missing, difference.change == .deleted || difference.change == .notInCache { continue }
      return .output(difference)
    }
    return nil
  }

  func definitionDifference(of stage: Stage) -> DefinitionDifference? {
    switch stage.definition {
    case .pipeline(let resolved, let locked):
      guard let locked, locked.command != resolved.command else { return nil }
      return .command(old: locked.command, new: resolved.command)
    case .pointer(let pointer):
      guard pointer.isChecksumChanged else { return nil }
      return .checksum(old: pointer.recordedMD5, new: pointer.stageMD5())
    }
  }

  func difference(of dependency: Dependency, in directory: String? = nil) throws -> DataDifference? {
    let change: DataChange?
    if let name = DatasetSpec.name(in: dependency.declared), dependency.source == .data {
      change = try dataset(name).change(from: dependency.recorded.dataset)
    } else if dependency.source == .data, dependency.location.absolute(root: root) != nil {
      change = try detector.change(of: dependency)
    } else {
      change = try sourceChange?(dependency, directory ?? root)
    }
    return try change.map {
      try difference($0, dependency.shown, dependency.location, dependency.recorded)
    }
  }

  /// - Throws: `DatasetError.notFound`
  func dataset(_ name: String) throws -> Dataset {
    let datasets = try knownDatasets ?? repository.index().datasets()
    knownDatasets = datasets
    guard let dataset = datasets[name] else { throw DatasetError.notFound(name: name) }
    return dataset
  }

  func difference(of output: Output) throws -> DataDifference? {
    try detector.change(of: output).map {
      try difference($0, output.declared, output.location, output.recorded)
    }
  }

  private func difference(
    _ change: DataChange, _ declared: String, _ location: DataLocation, _ recorded: DataRecord
  ) throws -> DataDifference {
    var new = change == .modified ? recorded.object : nil
    if let old = new, let path = location.absolute(root: root) {
      new = try detector.snapshot(of: path, algorithm: old.algorithm)?.id
    }
    return DataDifference(
      declared: declared, location: location, change: change, old: recorded.object, new: new)
  }

  func difference(of request: ParameterDependency) throws -> ParameterDifference? {
    func found(_ change: ParameterDifference.Change) -> ParameterDifference {
      ParameterDifference(declared: request.declared, location: request.location, change: change)
    }
    guard try parameters.exists(request) else { return found(.file(.deleted)) }
    // What was never recorded need not be readable.
    guard let recorded = request.recorded else { return found(.file(.new)) }
    guard let now = try parameters.values(of: request) else { return found(.file(.deleted)) }
    var changes: [ParameterChange] = []
    for key in request.keys ?? now.keys + recorded.keys.filter({ now[$0] == nil }) {
      switch (recorded[key], now[key]) {
      case (let old?, let new?):
        if !old.isSame(as: new) {
          changes.append(ParameterChange(key: key, change: .modified, old: old, new: new))
        }
      case (let old, nil): changes.append(ParameterChange(key: key, change: .deleted, old: old, new: nil))
      case (nil, let new): changes.append(ParameterChange(key: key, change: .new, old: nil, new: new))
      }
    }
    return changes.isEmpty ? nil : found(.keys(changes))
  }
}

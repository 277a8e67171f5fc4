import Files
import Manifests

/// A node of the graph: a pointer file, or a stage of a `dvc.yaml` with what the lock file knows of it.
public struct Stage: Sendable {
  public enum Definition: Sendable {
    case pointer(PointerFile)
    case pipeline(ResolvedStage, locked: LockEntry?)
  }

  /// The `.dvc` or `dvc.yaml`, relative to the root.
  public let file: String
  /// The stage's name in a `dvc.yaml`; nil for a pointer.
  public let name: String?
  /// Absolute directory that paths are relative to and commands run in.
  public let workingDirectory: String
  public let command: Command?
  public var dependencies: [Dependency]
  public var parameters: [ParameterDependency]
  public var outputs: [Output]
  public let isFrozen: Bool
  public let isAlwaysChanged: Bool
  public let definition: Definition

  public init(
    file: String, name: String?, workingDirectory: String, command: Command?, dependencies: [Dependency],
    parameters: [ParameterDependency], outputs: [Output], isFrozen: Bool, isAlwaysChanged: Bool,
    definition: Definition
  ) {
    self.file = file
    self.name = name
    self.workingDirectory = workingDirectory
    self.command = command
    self.dependencies = dependencies
    self.parameters = parameters
    self.outputs = outputs
    self.isFrozen = isFrozen
    self.isAlwaysChanged = isAlwaysChanged
    self.definition = definition
  }
}

extension Stage {
  /// Unique within the repository.
  public struct ID: Hashable, Sendable {
    public let file: String
    public let name: String?

    public init(file: String, name: String?) {
      self.file = file
      self.name = name
    }
  }
  public var id: ID { ID(file: file, name: name) }

  /// How people name it from the directory `directory` (root-relative): `train`, `sub/dvc.yaml:train`, `x.dvc`.
  public func address(from directory: String) -> String {
    let relative = Paths.relative(Paths.join("/", file), to: Paths.join("/", directory))
    guard let name else { return relative }
    return relative == PipelineFile.name ? name : "\(relative):\(name)"
  }

  public var isPointer: Bool { name == nil }
  /// Tracked data without a source: made by `add`.
  public var isDataSource: Bool { command == nil && dependencies.isEmpty }
  /// One dependency elsewhere, one output here.
  public var isImport: Bool { command == nil && dependencies.count == 1 && outputs.count == 1 }
  /// An import from another repository.
  public var isRepositoryImport: Bool { isImport && dependencies[0].source == .repository }
  /// An import that knows which versions of its source it has: they can be brought again whatever the source is now.
  public var isVersionedImport: Bool {
    isImport && dependencies[0].source == .data
      && (dependencies[0].recorded.versionID != nil || dependencies[0].recorded.files != nil)
  }
  /// Its source tells by itself whether it moved on, so it is asked although imports are frozen.
  public var knowsItsSource: Bool { isRepositoryImport || isVersionedImport }
  /// A command without inputs and outputs always runs.
  public var isCallback: Bool {
    command != nil && dependencies.isEmpty && parameters.isEmpty && outputs.isEmpty
  }
}

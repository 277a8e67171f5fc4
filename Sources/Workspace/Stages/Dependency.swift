import Documents
import Manifests

/// What a stage reads, parameters aside.
public struct Dependency: Sendable {
  public enum Source: Sendable {
    /// A path of the workspace or the machine, or a URL.
    case data
    /// Data of another repository (`repo:`).
    case repository
    /// A query (`db:`).
    case database
  }

  public var entry: DependencyEntry
  public let location: DataLocation

  public init(entry: DependencyEntry, location: DataLocation) {
    self.entry = entry
    self.location = location
  }

  public var declared: String { entry.path }
  /// How messages name it: with the repository it is in.
  public var shown: String { entry.repository.map { "\(entry.path) (\($0.url))" } ?? entry.path }
  public var recorded: DataRecord {
    get { entry.data }
    set { entry.data = newValue }
  }
  public var source: Source {
    if entry.repository != nil { return .repository }
    return entry.database != nil ? .database : .data
  }
}

/// The parameters that a stage reads from one file.
public struct ParameterDependency: Sendable {
  /// The file as it stands in `dvc.yaml`.
  public let declared: String
  public let location: DataLocation
  /// Dotted keys; nil for the whole file.
  public let keys: [String]?
  /// Values of the last run by key; nil when none are recorded.
  public var recorded: Mapping?

  public init(declared: String, location: DataLocation, keys: [String]?, recorded: Mapping?) {
    self.declared = declared
    self.location = location
    self.keys = keys
    self.recorded = recorded
  }
}

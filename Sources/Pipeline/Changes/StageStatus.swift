import Documents
import Hashing
import Manifests
import Workspace

/// How a stage differs from what its last run recorded (formats §6).
public struct StageStatus: Sendable {
  /// Changed dependencies in declared order; empty for a frozen stage.
  public var dependencies: [DataDifference] = []
  /// Changed parameters, one entry for each file; empty for a frozen stage.
  public var parameters: [ParameterDifference] = []
  /// Changed outputs in declared order.
  public var outputs: [DataDifference] = []
  /// It runs every time: a callback, or `always_changed`.
  public var isAlwaysChanged = false
  /// The command differs from the recorded one, or an import from its md5.
  public var definition: DefinitionDifference?

  public init() {}

  public var isUpToDate: Bool {
    dependencies.isEmpty && parameters.isEmpty && outputs.isEmpty && !isAlwaysChanged && definition == nil
  }
}

/// A dependency or output that isn't what was recorded.
public struct DataDifference: Sendable {
  /// The path as it stands in the file.
  public let declared: String
  public let location: DataLocation
  public let change: DataChange
  public let old: ObjectID?
  /// nil when nothing is there, or when it was not worth a look.
  public let new: ObjectID?

  public init(declared: String, location: DataLocation, change: DataChange, old: ObjectID?, new: ObjectID?) {
    self.declared = declared
    self.location = location
    self.change = change
    self.old = old
    self.new = new
  }
}

/// A file of parameters that aren't what was recorded.
public struct ParameterDifference: Sendable {
  /// What differs.
  public enum Change: Sendable {
    /// The file is gone, or nothing of it was recorded.
    case file(DataChange)
    case keys([ParameterChange])
  }

  /// The file as it stands in `dvc.yaml`.
  public let declared: String
  public let location: DataLocation
  public let change: Change
}

/// How the definition of a stage changed.
public enum DefinitionDifference: Equatable, Sendable {
  case command(old: Command, new: Command)
  /// An import whose file was edited by hand.
  case checksum(old: String?, new: String)
}

/// The first thing found that makes a stage run, in the order of formats §5.2.
public enum ChangeReason: Sendable {
  case definition(DefinitionDifference)
  case always
  case dependency(DataDifference)
  case parameters(ParameterDifference)
  case output(DataDifference)
}

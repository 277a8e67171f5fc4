/// `stage add`: writes a stage into `dvc.yaml`.
public struct StageAddOptions: Sendable {
  public var name = ""
  /// The words of the command as the shell delivered them.
  public var command: [String] = []
  /// Overwrite a stage of that name.
  public var force = false
  public var deps: [String] = []
  /// `[file:]key,key…` as typed.
  public var params: [String] = []
  public var outs: [String] = []
  public var outsNoCache: [String] = []
  public var outsPersist: [String] = []
  public var outsPersistNoCache: [String] = []
  public var metrics: [String] = []
  public var metricsNoCache: [String] = []
  public var plots: [String] = []
  public var plotsNoCache: [String] = []
  public var workingDirectory: String?
  public var alwaysChanged = false
  public var description: String?
  /// Reproduce it at once.
  public var run = false

  public init() {}
}

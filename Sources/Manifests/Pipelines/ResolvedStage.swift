import Documents

/// A stage with every text final (formats §4.2).
public struct ResolvedStage: Equatable, Sendable {
  /// With `@key` for a member of a group.
  public var name: String
  public var command: Command
  /// As written, relative to the folder of `dvc.yaml`; `nil` is that folder.
  public var workingDirectory: String?
  /// Raw texts; repeated ones stay repeated.
  public var dependencies: [String]
  public var params: [ParamsRequest]
  /// Outputs, then metrics, then plots; several mentions of a path in one list are one.
  public var outputs: [StageOutput]
  public var isFrozen: Bool
  public var isAlwaysChanged: Bool
  public var desc: String?
  public var meta: Value?

  public init(
    name: String, command: Command, workingDirectory: String? = nil, dependencies: [String] = [],
    params: [ParamsRequest] = [], outputs: [StageOutput] = [], isFrozen: Bool = false,
    isAlwaysChanged: Bool = false, desc: String? = nil, meta: Value? = nil
  ) {
    self.name = name
    self.command = command
    self.workingDirectory = workingDirectory
    self.dependencies = dependencies
    self.params = params
    self.outputs = outputs
    self.isFrozen = isFrozen
    self.isAlwaysChanged = isAlwaysChanged
    self.desc = desc
    self.meta = meta
  }

  /// Nothing to compare: it runs every time.
  public var isCallback: Bool { dependencies.isEmpty && params.isEmpty && outputs.isEmpty }
}

/// The params of one file a stage depends on.
public struct ParamsRequest: Equatable, Sendable {
  /// Raw, relative to the stage's working directory.
  public var file: String
  /// Dotted paths; `nil` is the file as a whole.
  public var keys: [String]?

  public init(file: String = defaultParamsFile, keys: [String]?) {
    self.file = file
    self.keys = keys
  }
}

/// An output, metric or plot of a stage.
public struct StageOutput: Equatable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case output = "outs"
    case metric = "metrics"
    case plot = "plots"
  }

  /// Raw, relative to the stage's working directory; the key of its lock record.
  public var path: String
  public var kind: Kind
  public var isCached = true
  public var isPersistent = false
  public var remote: String?
  public var isPushed = true
  public var annotations = Annotations()
  /// `template`, `x`, `y`, `x_label`, `y_label`, `title`, `header` of a plot, as written.
  public var plot = Mapping()

  public init(path: String, kind: Kind = .output) {
    self.path = path
    self.kind = kind
  }

  static let plotKeys = ["template", "x", "y", "x_label", "y_label", "title", "header"]

  init(path: String, kind: Kind, flags: Mapping) {
    self.init(path: path, kind: kind)
    isCached = flags["cache"]?.bool ?? true
    isPersistent = flags["persist"]?.bool ?? false
    remote = flags["remote"]?.string
    isPushed = flags["push"]?.bool ?? true
    annotations = Annotations(flags)
    for key in Self.plotKeys where kind == .plot {
      if let value = flags[key] { plot[key] = value }
    }
  }

  /// The item as `dvc.yaml` has it: the path alone, or with what differs from the default.
  public var value: Value {
    var flags = Mapping()
    annotations.write(to: &flags)
    if !isCached { flags["cache"] = false }
    if isPersistent { flags["persist"] = true }
    if let remote, !remote.isEmpty { flags["remote"] = .string(remote) }
    if !isPushed { flags["push"] = false }
    for entry in plot.entries { flags[value: entry.key] = entry.value }
    if flags.isEmpty { return .string(path) }
    var item = Mapping()
    item[path] = .map(flags)
    return .map(item)
  }
}

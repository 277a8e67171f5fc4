import Documents

/// The params file of stages that name none.
public let defaultParamsFile = "params.yaml"

/// What a stage used and made the last time it ran (formats §4.5).
public struct LockEntry: Equatable, Sendable {
  public var command: Command
  public var dependencies: [LockRecord]
  /// File → key → value. A file's keys are dotted; a file tracked as a whole has all its top-level keys.
  public var params: Mapping
  /// Outputs, metrics and plots alike.
  public var outputs: [LockRecord]

  public init(
    command: Command, dependencies: [LockRecord] = [], params: Mapping = Mapping(), outputs: [LockRecord] = []
  ) {
    self.command = command
    self.dependencies = dependencies
    self.params = params
    self.outputs = outputs
  }

  /// Reads a valid entry; `nil` when `value` isn't one.
  public init?(_ value: Value) {
    guard let mapping = value.map, let command = Command(mapping["cmd"]) else { return nil }
    self.init(
      command: command, dependencies: mapping["deps"]?.list?.compactMap(LockRecord.init) ?? [],
      params: mapping["params"]?.map ?? Mapping(),
      outputs: mapping["outs"]?.list?.compactMap(LockRecord.init) ?? [])
  }

  /// The entry in the order of the format: dependencies and outputs by path, `params.yaml` before the other
  /// files, keys of a file sorted (values as they are). Empty parts are left out; a file tracked as a whole may have
  /// no keys.
  public var value: Value {
    var mapping = Mapping()
    mapping["cmd"] = command.value
    if !dependencies.isEmpty { mapping["deps"] = Self.sorted(dependencies) }
    let params = sortedParams
    if !params.isEmpty { mapping["params"] = .map(params) }
    if !outputs.isEmpty { mapping["outs"] = Self.sorted(outputs) }
    return .map(mapping)
  }

  private static func sorted(_ records: [LockRecord]) -> Value {
    .list(records.sorted(byCodePointsOf: \.path).map(\.value))
  }

  private var sortedParams: Mapping {
    var sorted = Mapping()
    let byName = params.entries.sorted(byCodePointsOf: { PythonText.str($0.key) })
    let files =
      byName.filter { $0.key == .string(defaultParamsFile) }
      + byName.filter { $0.key != .string(defaultParamsFile) }
    for file in files {
      guard let keys = file.value.map else { continue }
      var values = Mapping()
      for entry in keys.entries.sorted(byCodePointsOf: { PythonText.str($0.key) }) {
        values[value: entry.key] = entry.value
      }
      sorted[value: file.key] = .map(values)
    }
    return sorted
  }

  public func dependency(_ path: String) -> LockRecord? { dependencies.first { $0.path == path } }
  public func output(_ path: String) -> LockRecord? { outputs.first { $0.path == path } }
  /// The recorded values of a params file.
  public func params(of file: String) -> Mapping? { params[file]?.map }
}

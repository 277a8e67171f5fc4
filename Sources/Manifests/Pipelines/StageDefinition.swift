import Documents

/// A stage to be written into `dvc.yaml` (`stage add`).
public struct StageDefinition: Equatable, Sendable {
  public var desc: String?
  public var command: Command
  public var workingDirectory: String?
  public var dependencies: [String]
  public var params: [ParamsRequest]
  public var outputs: [StageOutput]
  public var isFrozen: Bool
  public var isAlwaysChanged: Bool
  public var meta: Value?

  public init(
    command: Command, desc: String? = nil, workingDirectory: String? = nil, dependencies: [String] = [],
    params: [ParamsRequest] = [], outputs: [StageOutput] = [], isFrozen: Bool = false,
    isAlwaysChanged: Bool = false, meta: Value? = nil
  ) {
    self.command = command
    self.desc = desc
    self.workingDirectory = workingDirectory
    self.dependencies = dependencies
    self.params = params
    self.outputs = outputs
    self.isFrozen = isFrozen
    self.isAlwaysChanged = isAlwaysChanged
    self.meta = meta
  }

  /// Characters a name given on the command line may not have: ASCII punctuation but `-` and `_`.
  public static func isValidName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "_"): true
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: false
        default: true
        }
      }
  }

  /// The definition in the order of formats §4.2, lists sorted.
  public var value: Mapping {
    var mapping = Mapping()
    if let desc, !desc.isEmpty { mapping["desc"] = .string(desc) }
    mapping["cmd"] = command.value
    if let workingDirectory, !workingDirectory.isEmpty, workingDirectory != "." {
      mapping["wdir"] = .string(workingDirectory)
    }
    if !dependencies.isEmpty {
      mapping["deps"] = .list(dependencies.sorted(byCodePointsOf: \.self).map(Value.string))
    }
    let params = paramItems
    if !params.isEmpty { mapping["params"] = .list(params) }
    for kind in StageOutput.Kind.allCases {
      let own = outputs.filter { $0.kind == kind }.sorted(byCodePointsOf: \.path)
      if !own.isEmpty { mapping[kind.rawValue] = .list(own.map(\.value)) }
    }
    if isFrozen { mapping["frozen"] = true }
    if isAlwaysChanged { mapping["always_changed"] = true }
    if let meta, !meta.isNull { mapping["meta"] = meta }
    return mapping
  }

  /// Keys of the default file first, then the other files by name; a whole file has no keys.
  private var paramItems: [Value] {
    func keys(_ request: ParamsRequest) -> [Value]? {
      request.keys.map { $0.sorted(byCodePointsOf: \.self).map(Value.string) }
    }
    func item(_ request: ParamsRequest) -> Value {
      var item = Mapping()
      item[request.file] = keys(request).map(Value.list) ?? .null
      return .map(item)
    }
    let own = params.filter { $0.file == defaultParamsFile }
    let others = params.filter { $0.file != defaultParamsFile }.sorted(byCodePointsOf: \.file)
    return own.flatMap { keys($0) ?? [item($0)] } + others.map(item)
  }

  mutating func keepAnnotations(of old: Mapping) {
    if let before = old["desc"]?.string { desc = before }
    if let before = old["meta"] { meta = before }
    for index in outputs.indices {
      let output = outputs[index]
      guard let flags = Self.flags(of: output.path, in: old) else { continue }
      outputs[index].annotations = Annotations(flags)
      outputs[index].remote = flags["remote"]?.string
      outputs[index].isPushed = flags["push"]?.bool ?? true
    }
  }

  private static func flags(of path: String, in definition: Mapping) -> Mapping? {
    for kind in StageOutput.Kind.allCases {
      for item in definition[kind.rawValue]?.list ?? [] {
        if let flags = item.map?[path]?.map { return flags }
      }
    }
    return nil
  }
}

import Documents

/// `dvc.yaml` as written (formats §4.1, §4.2): what stands there before `${}` is replaced.
public struct PipelineFile: Equatable, Sendable {
  public static let name = "dvc.yaml"

  /// The lists beside `stages`.
  public enum Section: String, CaseIterable, Sendable { case params, metrics, plots, artifacts, datasets }

  public internal(set) var document: Mapping

  public init() { document = Mapping() }

  /// Reads and checks a file. An empty one has no stages.
  public static func parse(_ bytes: [UInt8]) throws(ManifestError) -> PipelineFile {
    var file = PipelineFile()
    file.document = try ManifestReader.read(bytes, .pipelineFile)
    return file
  }

  /// Stages and groups in the order of the file.
  public var stageKeys: [String] { stages.keys }
  public var hasStages: Bool { !stages.isEmpty }

  var stages: Mapping { document["stages"]?.map ?? Mapping() }
  var variables: [Value] { document["vars"]?.list ?? [] }

  /// What stands under a stage's or group's name.
  public func definition(of name: String) -> Mapping? { document["stages"]?.map?[name]?.map }

  /// Whether a definition stands for several stages.
  static func isGroup(_ definition: Mapping) -> Bool {
    definition["foreach"] != nil || definition["matrix"] != nil
  }

  public func isGroup(_ name: String) -> Bool { definition(of: name).map(Self.isGroup) ?? false }

  /// Whether a part of the file has `${}` in it.
  public static func isParametrized(_ part: Value) -> Bool { holdsTemplate(part) }

  public func raw(_ section: Section) -> Value? { document[section.rawValue] }

  /// The text to write; with the text that stands there now, its comments and layout are kept.
  public func text(over original: [UInt8]? = nil) throws(DocumentError) -> String {
    guard let original else { return YAML.dump(.map(document)) }
    return try YAML.rewrite(original, applying: .map(document))
  }
}

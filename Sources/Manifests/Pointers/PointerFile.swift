import Documents

/// A `.dvc` file (formats §3): data tracked by `add`, or imported.
public struct PointerFile: Equatable, Sendable {
  public static let suffix = ".dvc"

  /// The stage md5 as read. Written for imports only.
  public var recordedMD5: String?
  public var desc: String?
  /// Base of the paths, relative to the file's folder; `nil` is the folder itself.
  public var workingDirectory: String?
  /// Read from `frozen` or its old name `locked`.
  public var isFrozen = false
  public var dependencies: [DependencyEntry] = []
  public var outputs: [OutputEntry] = []
  public var isAlwaysChanged = false
  public var meta: Value?

  public init(outputs: [OutputEntry] = [], dependencies: [DependencyEntry] = []) {
    self.outputs = outputs
    self.dependencies = dependencies
  }

  /// Reads and checks a file. An empty one has no outputs.
  public static func parse(_ bytes: [UInt8]) throws(ManifestError) -> PointerFile {
    let mapping = try ManifestReader.read(bytes, .pointerFile)
    var file = PointerFile()
    file.recordedMD5 = RecordedDigest(in: mapping)?.text
    file.desc = mapping["desc"]?.string
    file.workingDirectory = mapping["wdir"]?.string
    file.isFrozen = mapping["frozen"]?.bool ?? mapping["locked"]?.bool ?? false
    file.isAlwaysChanged = mapping["always_changed"]?.bool ?? false
    file.meta = mapping["meta"]
    file.outputs = try entries(mapping["outs"], "outs", OutputEntry.init)
    file.dependencies = try entries(mapping["deps"], "deps", DependencyEntry.init)
    return file
  }

  private static func entries<Entry>(
    _ value: Value?, _ key: String, _ read: (Value) -> Entry?
  ) throws(ManifestError) -> [Entry] {
    var entries: [Entry] = []
    for (index, item) in (value?.list ?? []).enumerated() {
      guard let entry = read(item) else {
        // The schema leaves the path free, as the peer's does; but nothing can be done without it.
        let path: [Value] = [.string(key), .int(index), "path"]
        throw .invalid([SchemaViolation("required key not provided", path)])
      }
      entries.append(entry)
    }
    return entries
  }

  /// Exactly one source and one output: made by `import`, `import-url` or `import-db`.
  public var isImport: Bool { dependencies.count == 1 && outputs.count == 1 }
  /// Imported from another repository; such outputs aren't pushed to the project's own remote.
  public var isRepositoryImport: Bool { isImport && dependencies[0].repository != nil }
  /// Made by `add`: no sources.
  public var isDataSource: Bool { dependencies.isEmpty }
  /// An import whose source is known but whose data wasn't fetched (`--no-download`).
  public var isPartialImport: Bool { isImport && outputs[0].data.isEmpty }

  /// The file with keys in the order of formats §3.3.
  public var value: Value {
    var mapping = Mapping()
    if let desc, !desc.isEmpty { mapping["desc"] = .string(desc) }
    if !dependencies.isEmpty, let recordedMD5, !recordedMD5.isEmpty { mapping["md5"] = .string(recordedMD5) }
    if let wdir = writtenDirectory { mapping["wdir"] = .string(wdir) }
    if isFrozen { mapping["frozen"] = true }
    if !dependencies.isEmpty { mapping["deps"] = .list(dependencies.map(\.value)) }
    if !outputs.isEmpty { mapping["outs"] = .list(outputs.map(\.value)) }
    if isAlwaysChanged { mapping["always_changed"] = true }
    if let meta, !meta.isNull { mapping["meta"] = meta }
    return .map(mapping)
  }

  /// `wdir` unless it is the file's own folder.
  private var writtenDirectory: String? {
    workingDirectory.map(PathText.normalized).flatMap { $0 == "." ? nil : $0 }
  }

  /// The text to write. With the text that stands there now, its comments, order and layout are kept.
  public func text(over original: [UInt8]? = nil) throws(DocumentError) -> String {
    guard let original else { return YAML.dump(value) }
    return try YAML.rewrite(original, applying: value)
  }

  /// Takes over what a user wrote into the file that is being replaced (formats §3.4).
  public mutating func keepAnnotations(of old: PointerFile) {
    desc = old.desc
    meta = old.meta
    for index in outputs.indices {
      guard let before = old.outputs.first(where: { same($0.path, outputs[index].path) }) else { continue }
      outputs[index].keepAnnotations(of: before)
    }
  }

  private func same(_ a: String, _ b: String) -> Bool { PathText.normalized(a) == PathText.normalized(b) }
}

import Documents

/// `dvc.lock` (formats §4.5). Reading one stage costs that stage; writing keeps the text of all others.
///
/// A text exactly as programs write it is held as one piece per stage, so that a new entry costs its own size,
/// not that of the file. A text somebody edited is rewritten as a whole, keeping what they wrote.
public struct LockFile: Sendable {
  private enum Form: Sendable {
    case pieces([String: String])
    /// As read, nothing changed yet.
    case unchanged([UInt8])
    /// The text, and the stages to be replaced in it.
    case edited([UInt8], changed: Set<String>)
  }

  public static let name = "dvc.lock"

  private var stages = Mapping()
  /// All keys of the file, its stages as read.
  private var document = Mapping()
  private var form = Form.pieces([:])

  /// No stages yet.
  public init() {
    document["schema"] = "2.0"
    document["stages"] = .map(Mapping())
  }

  /// Reads and checks a file. Files of another schema than 2.0 are refused.
  public static func parse(_ bytes: [UInt8]) throws(ManifestError) -> LockFile {
    var file = LockFile()
    file.document = try ManifestReader.read(bytes, .lockFile)
    file.stages = file.document["stages"]?.map ?? Mapping()
    file.form = .unchanged(bytes)
    return file
  }

  /// In the order of the file: that of first insertion. Stages gone from `dvc.yaml` are among them.
  public var stageNames: [String] { stages.keys }
  /// Without stages the file is to be deleted.
  public var isEmpty: Bool { stages.isEmpty }

  public func entry(for stage: String) -> LockEntry? { stages[stage].flatMap(LockEntry.init) }

  /// Puts the entry of a stage in place of its old one, or at the end.
  ///
  /// Returns whether it says something new (worth a message). The text may differ even if not: `1` and `1.0`
  /// are the same to the peer, and it writes what is there now.
  @discardableResult
  public mutating func set(_ entry: LockEntry, for stage: String) -> Bool {
    let value = entry.value
    let old = stages[stage]
    prepareForChange()
    stages[stage] = value
    change { pieces in
      pieces[stage] = Self.piece(stage, value)
    } edited: {
      $0.insert(stage)
    }
    return !(old.map { PythonEquality.areEqual($0, value) } ?? false)
  }

  /// Returns whether there was an entry.
  @discardableResult
  public mutating func remove(_ stage: String) -> Bool {
    guard stages[stage] != nil else { return false }
    prepareForChange()
    stages[stage] = nil
    change { pieces in
      pieces[stage] = nil
    } edited: {
      $0.insert(stage)
    }
    return true
  }

  /// The `datasets` list, as read.
  public var datasets: Value? {
    get { document["datasets"] }
    set {
      prepareForChange()
      if case .pieces(let pieces) = form {
        form = .edited(Array(Self.join(pieces, stages).utf8), changed: [])
      }
      document["datasets"] = newValue
    }
  }

  /// The text to write. A changed stage's entry is new as a whole; the others keep comments and layout.
  public mutating func text() throws(DocumentError) -> String {
    switch form {
    case .pieces(let pieces): return Self.join(pieces, stages)
    case .unchanged(let bytes): return String(decoding: bytes, as: UTF8.self)
    case .edited(let bytes, let changed):
      let text = try YAML.rewrite(bytes, edits(changed))
      form = .edited(Array(text.utf8), changed: [])
      return text
    }
  }

  private func edits(_ changed: Set<String>) -> [YAML.Edit] {
    var edits: [YAML.Edit] = []
    for entry in stages.entries {
      guard let name = entry.key.string, changed.contains(name) else { continue }
      edits.append(.replace(path: ["stages", name], entry.value))
    }
    for name in changed where stages[name] == nil { edits.append(.remove(path: ["stages", name])) }
    edits.append(document["datasets"].map { .merge(path: ["datasets"], $0) } ?? .remove(path: ["datasets"]))
    return edits
  }

  /// Finds out how the text read can be changed.
  private mutating func prepareForChange() {
    guard case .unchanged(let bytes) = form else { return }
    form = .edited(bytes, changed: [])
    guard document.keys == ["schema", "stages"] else { return }
    var pieces: [String: String] = [:]
    for stage in stages.entries {
      guard let name = stage.key.string else { return }
      pieces[name] = Self.piece(name, stage.value)
    }
    if Self.join(pieces, stages).utf8.elementsEqual(bytes) { form = .pieces(pieces) }
  }

  private mutating func change(
    _ pieces: (inout [String: String]) -> Void, edited: (inout Set<String>) -> Void
  ) {
    switch form {
    case .unchanged: break
    case .pieces(var all):
      form = .pieces([:])
      pieces(&all)
      form = .pieces(all)
    case .edited(let bytes, var changed):
      edited(&changed)
      form = .edited(bytes, changed: changed)
    }
  }

  private static func join(_ pieces: [String: String], _ stages: Mapping) -> String {
    if stages.isEmpty { return "schema: '2.0'\nstages: {}\n" }
    var text = "schema: '2.0'\nstages:\n"
    for entry in stages.entries { text += entry.key.string.flatMap { pieces[$0] } ?? "" }
    return text
  }

  /// One stage as it stands below `stages:`. Folding depends on the indentation, so it is dumped in place.
  private static func piece(_ name: String, _ entry: Value) -> String {
    var stage = Mapping()
    stage[name] = entry
    var document = Mapping()
    document["stages"] = .map(stage)
    let text = YAML.dump(.map(document))
    return String(text.utf8.dropFirst("stages:\n".utf8.count)) ?? ""
  }
}

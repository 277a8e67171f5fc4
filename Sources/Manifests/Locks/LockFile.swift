import Documents

/// `dvc.lock` (formats §4.5). Reading one stage costs that stage; writing keeps the text of all others.
///
/// A text exactly as programs write it is held as one piece per stage, so that a new entry costs its own size,
/// not that of the file. A text somebody edited is rewritten as a whole, keeping what they wrote.
public struct LockFile: Sendable {
  private enum Form: Sendable {
    case pieces(LockPieces)
    /// As read, nothing changed yet.
    case unchanged([UInt8])
    /// The text, and the stages to be replaced in it.
    case edited([UInt8], changed: Set<String>)
  }

  public static let name = "dvc.lock"

  private var stages = Mapping()
  /// All keys of the file, its stages as read.
  private var document = Mapping()
  private var form = Form.pieces(LockPieces())
  /// They were set: then they are written anew as a whole, else left as they are.
  private var hasNewDatasets = false

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
    change {
      $0.set(value, for: stage)
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
    change {
      $0.remove(stage)
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
        form = .edited(Array(pieces.text.utf8), changed: [])
      }
      document["datasets"] = newValue
      hasNewDatasets = true
    }
  }

  /// The text to write. A changed stage's entry is new as a whole; the others keep comments and layout.
  public mutating func text() throws(DocumentError) -> String {
    switch form {
    case .pieces(let pieces): return pieces.text
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
    if hasNewDatasets {
      let path = ["datasets"]
      edits.append(document["datasets"].map { .replace(path: path, $0) } ?? .remove(path: path))
    }
    return edits
  }

  /// Finds out how the text read can be changed.
  private mutating func prepareForChange() {
    guard case .unchanged(let bytes) = form else { return }
    form = .edited(bytes, changed: [])
    guard document.keys == ["schema", "stages"] else { return }
    let pieces = LockPieces(stages)
    if pieces.text.utf8.elementsEqual(bytes) { form = .pieces(pieces) }
  }

  private mutating func change(
    _ pieces: (inout LockPieces) -> Void, edited: (inout Set<String>) -> Void
  ) {
    switch form {
    case .unchanged: break
    case .pieces(var all):
      // Let go of the other reference, so that nothing is copied.
      form = .pieces(LockPieces())
      pieces(&all)
      form = .pieces(all)
    case .edited(let bytes, var changed):
      edited(&changed)
      form = .edited(bytes, changed: changed)
    }
  }
}

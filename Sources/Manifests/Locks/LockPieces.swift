import Documents

/// The text of a lock file as programs write it, one piece a stage.
struct LockPieces: Sendable {
  private var pieces: [String] = []
  private var positions: [String: Int] = [:]

  init() {}

  init(_ stages: Mapping) {
    for entry in stages.entries { if let name = entry.key.string { set(entry.value, for: name) } }
  }

  mutating func set(_ entry: Value, for stage: String) {
    let piece = Self.piece(stage, entry)
    if let position = positions[stage] {
      pieces[position] = piece
    } else {
      positions[stage] = pieces.count
      pieces.append(piece)
    }
  }

  mutating func remove(_ stage: String) {
    guard let position = positions.removeValue(forKey: stage) else { return }
    pieces.remove(at: position)
    for (name, other) in positions where other > position { positions[name] = other - 1 }
  }

  var text: String {
    if pieces.isEmpty { return "schema: '2.0'\nstages: {}\n" }
    var text = "schema: '2.0'\nstages:\n"
    text.reserveCapacity(pieces.reduce(text.utf8.count) { $0 + $1.utf8.count })
    for piece in pieces { text += piece }
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

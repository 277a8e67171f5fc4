import Documents

/// One line of `diff`. Directories end in a slash.
struct DiffEntry: Equatable {
  enum State: String, CaseIterable {
    case added, deleted, renamed, modified
    case notInCache = "not in cache"
  }

  var state: State
  /// The path; for a renamed one the old path.
  var path: String
  /// Renamed only.
  var newPath: String?
  /// Modified: the old hash; else the only one.
  var hash: String?
  /// Modified only.
  var newHash: String?

  fileprivate var shownPath: String { newPath.map { "\(path) -> \($0)" } ?? path }
  fileprivate var isDirectory: Bool { path.utf8.last == UInt8(ascii: "/") }
}

struct DiffText {
  let entries: [DiffEntry]
  let hashes: Bool
  /// Whether what the cache lacks is shown.
  var tellsMissing = true

  /// Groups of indented paths and a count of the files; nothing when nothing changed.
  var text: String {
    var text = ""
    var counts: [String] = []
    for state in DiffEntry.State.allCases where isShown(state) {
      let group = entries.filter { $0.state == state }
      if group.isEmpty { continue }
      text += Self.title(state) + ":\n" + Self.lines(group, hashes: hashes) + "\n"
    }
    // The summary's order differs from that of the groups.
    for state in [DiffEntry.State.added, .deleted, .renamed, .modified, .notInCache] where isShown(state) {
      let count = entries.filter { $0.state == state && !$0.isDirectory }.count
      if count > 0 { counts.append("\(count) \(state.rawValue)") }
    }
    if !counts.isEmpty { text += "files summary: " + counts.joined(separator: ", ") + "\n" }
    return text
  }

  var markdown: String {
    let rows = DiffEntry.State.allCases.filter(isShown).flatMap { state in
      entries.filter { $0.state == state }
    }.map { entry in
      [entry.state.rawValue] + (hashes ? [Self.short(entry)] : []) + [entry.shownPath]
    }
    return Table(headers: ["Status"] + (hashes ? ["Hash"] : []) + ["Path"], rows: rows).markdown
  }

  /// All groups, also empty ones; nothing at all when nothing changed.
  var json: Value {
    var map = Mapping()
    if entries.isEmpty { return .map(map) }
    for state in [DiffEntry.State.added, .deleted, .modified, .renamed, .notInCache] where isShown(state) {
      map[state.rawValue] = .list(entries.filter { $0.state == state }.map { json($0) })
    }
    return .map(map)
  }

  private func isShown(_ state: DiffEntry.State) -> Bool { tellsMissing || state != .notInCache }

  private func json(_ entry: DiffEntry) -> Value {
    var map = Mapping()
    map["path"] =
      entry.newPath.map { ["old": .string(entry.path), "new": .string($0)] } ?? .string(entry.path)
    if hashes {
      let hash: Value = entry.hash.map { .string($0) } ?? .null
      if entry.state == .modified {
        map["hash"] = ["old": hash, "new": entry.newHash.map { .string($0) } ?? .null]
      } else {
        map["hash"] = hash
      }
    }
    return .map(map)
  }

  private static func title(_ state: DiffEntry.State) -> String {
    state.rawValue.prefix(1).uppercased() + state.rawValue.dropFirst()
  }

  private static func lines(_ group: [DiffEntry], hashes: Bool) -> String {
    group.map { entry in
      let hash = hashes ? short(entry) : ""
      return "    " + (hash.isEmpty ? "" : hash + "  ") + entry.shownPath + "\n"
    }.joined()
  }

  /// Eight characters, or `old..new`.
  private static func short(_ entry: DiffEntry) -> String {
    [entry.hash, entry.newHash].compactMap { $0.map { String($0.prefix(8)) } }.joined(separator: "..")
  }
}

import Documents

/// What `data status` found. Directories end in a slash.
struct DataStatusView: Equatable {
  struct Changes: Equatable {
    var added: [String] = []
    var modified: [String] = []
    var deleted: [String] = []
    var renamed: [(old: String, new: String)] = []
    var unknown: [String] = []

    static func == (a: Changes, b: Changes) -> Bool {
      a.added == b.added && a.modified == b.modified && a.deleted == b.deleted && a.unknown == b.unknown
        && a.renamed.elementsEqual(b.renamed, by: ==)
    }
  }

  var notInCache: [String] = []
  var notInRemote: [String] = []
  var committed = Changes()
  var uncommitted = Changes()
  var untracked: [String] = []
  var unchanged: [String] = []
  /// Git sees changes of its own.
  var gitIsDirty = false
  /// The repository has no commit.
  var gitIsEmpty = false
}

struct DataStatusText {
  let view: DataStatusView
  /// `dvc` or `cairn`, for the hints.
  let program: String

  var text: String {
    let sections = sections.filter { !$0.items.isEmpty }
    var text = ""
    if sections.isEmpty { text += view.gitIsEmpty ? "No changes in an empty git repo.\n" : "No changes.\n" }
    text += sections.map { section in
      "\(section.title):\n" + section.hints.map { "  (\($0))\n" }.joined()
        + section.items.map { String(repeating: " ", count: 8) + $0 + "\n" }.joined()
    }.joined(separator: "\n")
    if view.gitIsDirty {
      let other = sections.isEmpty ? "" : "other "
      text += "(there are \(other)changes not tracked by \(program), use \"git status\" to see)\n"
    }
    return text
  }

  private var sections: [(title: String, hints: [String], items: [String])] {
    [
      ("Not in cache", ["use \"\(program) fetch <file>...\" to download files"], view.notInCache),
      ("Not in remote", ["use \"\(program) push <file>...\" to upload files"], view.notInRemote),
      (
        "DVC committed changes",
        ["git commit the corresponding dvc files to update the repo"], Self.lines(view.committed)
      ),
      (
        "DVC uncommitted changes",
        [
          "use \"\(program) commit <file>...\" to track changes",
          "use \"\(program) checkout <file>...\" to discard changes",
        ], Self.lines(view.uncommitted)
      ),
      (
        "Untracked files",
        [
          "use \"git add <file> ...\" or \"\(program) add <file>...\" to commit to git or to dvc"
        ], view.untracked
      ),
      ("DVC unchanged files", [], view.unchanged),
    ]
  }

  private static func lines(_ changes: DataStatusView.Changes) -> [String] {
    changes.modified.map { "modified: \($0)" } + changes.added.map { "added: \($0)" }
      + changes.deleted.map { "deleted: \($0)" } + changes.renamed.map { "renamed: \($0.old) -> \($0.new)" }
      + changes.unknown.map { "unknown: \($0)" }
  }

  /// Sections without entries are left out.
  var json: Value {
    var map = Mapping()
    func put(_ key: String, _ paths: [String]) {
      if !paths.isEmpty { map[key] = .list(paths.map { .string($0) }) }
    }
    put("not_in_cache", view.notInCache)
    put("not_in_remote", view.notInRemote)
    for (key, changes) in [("committed", view.committed), ("uncommitted", view.uncommitted)] {
      let value = Self.json(changes)
      if !value.isEmpty { map[key] = .map(value) }
    }
    put("untracked", view.untracked)
    put("unchanged", view.unchanged)
    return .map(map)
  }

  private static func json(_ changes: DataStatusView.Changes) -> Mapping {
    var map = Mapping()
    for (key, paths) in [
      ("modified", changes.modified), ("added", changes.added), ("deleted", changes.deleted),
      ("unknown", changes.unknown),
    ] where !paths.isEmpty {
      map[key] = .list(paths.map { .string($0) })
    }
    if !changes.renamed.isEmpty {
      map["renamed"] = .list(changes.renamed.map { ["old": .string($0.old), "new": .string($0.new)] })
    }
    return map
  }
}

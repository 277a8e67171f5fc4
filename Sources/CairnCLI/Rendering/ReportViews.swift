import Cairn
import Documents
import Files
import Pipeline
import Workspace

// From what the library found to what is shown.

extension StatusView {
  /// - Parameter directory: paths are shown as seen from here.
  init(_ found: StatusReport.Stage, root: String, from directory: String) {
    func shown(_ declared: String, _ location: DataLocation) -> String {
      guard !DataLocation.isURL(declared), let path = location.absolute(root: root) else { return declared }
      return location.inside == nil ? path : Paths.relative(path, to: directory)
    }
    /// One entry for each path, whoever declares it twice.
    func once(_ entries: [Entry]) -> [Entry] {
      var seen: Set<String> = []
      return entries.filter { seen.insert($0.path).inserted }
    }
    func entry(_ difference: DataDifference) -> Entry {
      Entry(path: shown(difference.declared, difference.location), state: difference.change.rawValue)
    }
    func entry(_ difference: ParameterDifference) -> Entry {
      let path = shown(difference.declared, difference.location)
      switch difference.change {
      case .file(let change): return Entry(path: path, state: change.rawValue)
      case .keys(let keys):
        return Entry(
          path: path, state: nil, keys: keys.map { Entry(path: $0.key, state: $0.change.rawValue) })
      }
    }
    var reasons: [Reason] = []
    let status = found.status
    let dependencies = once(status.dependencies.map(entry) + status.parameters.map(entry))
    if !dependencies.isEmpty { reasons.append(.entries("changed deps", dependencies)) }
    if !status.outputs.isEmpty { reasons.append(.entries("changed outs", once(status.outputs.map(entry)))) }
    if status.isAlwaysChanged { reasons.append(.plain("always changed")) }
    switch status.definition {
    case .command: reasons.append(.plain("changed command"))
    case .checksum: reasons.append(.plain("changed checksum"))
    case nil: break
    }
    self.init(name: found.address, reasons: reasons)
  }
}

extension DataStatusView {
  init(_ report: DataStatusReport) {
    func shown(_ path: DataStatusReport.Path) -> String { path.path + (path.isDirectory ? "/" : "") }
    notInCache = report.notInCache.map(shown)
    notInRemote = report.notInRemote.map(shown)
    committed = Changes(report.committed)
    uncommitted = Changes(report.uncommitted)
    untracked = report.untracked
    unchanged = report.unchanged.map(shown)
    gitIsDirty = report.isGitDirty
    gitIsEmpty = report.isGitEmpty
  }
}

extension DataStatusView.Changes {
  init(_ changes: [PathChange]) {
    for change in changes {
      let slash = change.isDirectory ? "/" : ""
      let path = change.path + slash
      switch change.kind {
      case .added: added.append(path)
      case .deleted: deleted.append(path)
      case .modified: modified.append(path)
      case .unknown: unknown.append(path)
      case .renamed: renamed.append((old: (change.oldPath ?? "") + slash, new: path))
      }
    }
  }
}

extension DiffText {
  init(_ report: DiffReport, hashes: Bool, hidesMissing: Bool) {
    var entries = report.changes.map(DiffEntry.init)
    for (path, id) in report.notInCache ?? [] {
      entries.append(
        DiffEntry(state: .notInCache, path: path + (id.isTree ? "/" : ""), hash: id.description))
    }
    // Renames are in the order of the old paths.
    let renamed = entries.filter { $0.state == .renamed }.sorted { byScalars($0.path, $1.path) }
    entries = entries.filter { $0.state != .renamed } + renamed
    self.init(entries: entries, hashes: hashes, tellsMissing: report.notInCache != nil && !hidesMissing)
  }
}

extension DiffEntry {
  fileprivate init(_ change: PathChange) {
    let slash = change.wasDirectory ? "/" : ""
    switch change.kind {
    case .renamed:
      self.init(
        state: .renamed, path: (change.oldPath ?? "") + slash, newPath: change.path + slash,
        hash: change.new?.description)
    case .added: self.init(state: .added, path: change.path + slash, hash: change.new?.description)
    case .deleted: self.init(state: .deleted, path: change.path + slash, hash: change.old?.description)
    case .modified, .unknown:
      self.init(
        state: .modified, path: change.path + slash, hash: change.old?.description,
        newHash: change.new?.description)
    }
  }
}

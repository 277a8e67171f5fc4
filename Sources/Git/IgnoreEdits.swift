import Files

/// The `.gitignore` entries one command adds and removes, so that a failing command can take them back
/// (formats §7.2) and a succeeding one knows what to stage. Not shared between threads.
public struct IgnoreEdits: Sendable {
  private struct Change {
    let path: String
    let before: [UInt8]?
    var after: [UInt8]?
    var added: [String]
    /// Not to be taken back any more.
    var isKept = false
  }
  private var changes: [Change] = []
  /// Whether each file is on the disk at once; else whoever edits syncs the file system in time.
  public var isDurable = true

  /// The place among others of whoever adds now: entries of one command stand in this order, whatever order they
  /// are added in.
  public var rank = 0
  private var ranks: [(path: String, name: String, rank: Int)] = []

  private let nursery: String?

  /// - Parameter nursery: where files are written before they get their place.
  public init(nursery: String? = nil) { self.nursery = nursery }

  /// What relies on the edits so far has been written: they stay, whatever fails later.
  public mutating func keep() {
    for index in changes.indices { changes[index].isKept = true }
  }

  /// The edited `.gitignore` files, in order of their first edit.
  public var files: [String] { changes.map(\.path) }
  public var isEmpty: Bool { changes.isEmpty }

  /// Makes the `.gitignore` of a directory ignore names in it.
  /// - Returns: false when the entries were there.
  @discardableResult
  public mutating func add(_ names: [String], in directory: String) throws(FileError) -> Bool {
    let path = Paths.join(directory, ".gitignore")
    let before = try FileSystem.readIfPresent(path)
    let fresh = GitIgnoreFile.missing(names, in: before)
    if fresh.isEmpty { return false }
    var after = GitIgnoreFile.appending(fresh, to: before)
    after = moveLater(path, below: after)
    for name in fresh { ranks.append((path, name, rank)) }
    try FileSystem.write(after, to: path, durable: isDurable, nursery: nursery)
    record(path, before, after, added: fresh)
    return true
  }

  /// The same for one name.
  @discardableResult
  public mutating func add(_ name: String, in directory: String) throws(FileError) -> Bool {
    try add([name], in: directory)
  }

  /// The text with the entries of later ranks at its end.
  private func moveLater(_ path: String, below text: [UInt8]) -> [UInt8] {
    var text = text
    let later = ranks.filter { $0.path == path && $0.rank > rank }.sorted { $0.rank < $1.rank }
    for entry in later {
      guard case .text(let rest) = GitIgnoreFile.removing(entry.name, from: text, exactly: true) else {
        continue
      }
      text = GitIgnoreFile.appending([entry.name], to: rest)
    }
    return text
  }

  /// Takes the entry for a name out; a `.gitignore` left empty is deleted.
  /// - Returns: false when there was none.
  @discardableResult
  public mutating func remove(_ name: String, in directory: String) throws(FileError) -> Bool {
    let path = Paths.join(directory, ".gitignore")
    guard let before = try FileSystem.readIfPresent(path) else { return false }
    switch GitIgnoreFile.removing(name, from: before) {
    case .unchanged: return false
    case .text(let after):
      try FileSystem.write(after, to: path, nursery: nursery)
      record(path, before, after, added: [])
    case .empty:
      try FileSystem.remove(path)
      record(path, before, nil, added: [])
      if isDurable { try FileSystem.syncDirectory(directory) }
    }
    return true
  }

  /// Puts every file back as it was. A file that somebody else changed since only loses the entries added
  /// here. Goes on after a failure and throws the first one.
  public mutating func undo() throws(FileError) {
    var failure: FileError?
    for change in changes.reversed() where !change.isKept {
      do { try undo(change) } catch { failure = failure ?? error }
    }
    changes = []
    if let failure { throw failure }
  }

  private mutating func record(_ path: String, _ before: [UInt8]?, _ after: [UInt8]?, added names: [String]) {
    if let known = changes.firstIndex(where: { $0.path == path }) {
      let isKept = changes[known].isKept
      changes[known] = Change(
        path: path, before: isKept ? before : changes[known].before, after: after,
        added: isKept ? names : changes[known].added + names)
    } else {
      changes.append(Change(path: path, before: before, after: after, added: names))
    }
  }

  private func undo(_ change: Change) throws(FileError) {
    let now = try FileSystem.readIfPresent(change.path)
    if now == change.after {
      if let before = change.before {
        try FileSystem.write(before, to: change.path, nursery: nursery)
      } else if now != nil {
        try FileSystem.remove(change.path)
      }
      return
    }
    guard var text = now else { return }
    for name in change.added {
      switch GitIgnoreFile.removing(name, from: text, exactly: true) {
      case .unchanged: continue
      case .text(let rest): text = rest
      case .empty: text = []
      }
    }
    if text != now { try FileSystem.write(text, to: change.path, nursery: nursery) }
  }
}

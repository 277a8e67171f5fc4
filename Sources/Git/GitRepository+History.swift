/// A commit with the files it changed: against its parent, in a merge those that no parent has like this.
public struct GitHistoryEntry: Sendable {
  public let id: GitID
  public let parents: [GitID]
  public let time: Int64
  public let author: String
  public let subject: String
  public internal(set) var changes: [GitFileChange] = []
}

extension GitRepository {
  /// All commits of a range, newest first, each with those of its changed files that are wanted. One `git log`
  /// whose output is read as it comes: no pathspec, which costs git more than the differences themselves.
  /// - Parameters:
  ///   - revisions: arguments of `git rev-list`: ids, `--all`, `^ID`, `--not`.
  ///   - firstParent: compare a merge with its first parent, instead of all of them.
  ///   - isWanted: asked with a file's path, relative to the work tree.
  public func history(
    _ revisions: [String], firstParent: Bool = false, wanting isWanted: (UnsafeBufferPointer<UInt8>) -> Bool,
    _ take: (GitHistoryEntry) throws -> Void
  ) throws {
    var arguments = [
      "-c", "core.quotePath=false", "-c", "log.showRoot=true", "log", "-z", "--raw", "--no-abbrev",
      "--no-renames",
      "--date-order", "--no-show-signature", "--no-color", "--no-notes", "--encoding=UTF-8",
      "--format=%x01%H %P%x02%ct%x02%an%x02%s", firstParent ? "--diff-merges=first-parent" : "-c",
    ]
    // The ids may be many: they come by standard input, one a line, where options are not allowed.
    arguments += revisions.filter { $0.hasPrefix("-") } + ["--stdin"]
    let input = Array(revisions.filter { !$0.hasPrefix("-") }.map { $0 + "\n" }.joined().utf8)
    var parser = HistoryParser()
    try program.stream(arguments, input: input, separator: 0) { token in
      if let done = parser.take(token, isWanted) { try take(done) }
    }
    if let last = parser.current { try take(last) }
  }
}

/// Reads `git log -z --raw` token by token: a commit's line, then for each file its header and its path.
private struct HistoryParser {
  private(set) var current: GitHistoryEntry?
  private var header: [UInt8] = []

  /// The commit before, when the token begins another.
  mutating func take(
    _ token: UnsafeBufferPointer<UInt8>, _ isWanted: (UnsafeBufferPointer<UInt8>) -> Bool
  ) -> GitHistoryEntry? {
    if !header.isEmpty {
      if isWanted(token), let change = GitFileChange(rawHeader: header[...], path: token) {
        current?.changes.append(change)
      }
      header.removeAll(keepingCapacity: true)
      return nil
    }
    var start = 0
    while start < token.count, token[start] == 0x0A { start += 1 }
    guard start < token.count else { return nil }
    if token[start] == UInt8(ascii: ":") {
      header.append(contentsOf: token[start...])
      return nil
    }
    guard token[start] == 1 else { return nil }
    let before = current
    current = Self.entry(token[(start + 1)...])
    return before
  }

  private static func entry(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> GitHistoryEntry? {
    let parts = line.split(separator: 2, maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var ids: [GitID] = []
    var at = parts[0].startIndex
    while at + 40 <= parts[0].endIndex {
      guard let id = GitID(hexDigits: parts[0][at..<(at + 40)]) else { return nil }
      ids.append(id)
      at += 41
    }
    guard let id = ids.first else { return nil }
    func text(_ i: Int) -> String { String(decoding: parts[i], as: UTF8.self) }
    return GitHistoryEntry(
      id: id, parents: Array(ids.dropFirst()), time: Int64(text(1)) ?? 0, author: text(2), subject: text(3))
  }
}

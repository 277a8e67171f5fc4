import Files

/// A file that differs between two states git knows, with both blobs.
public struct GitFileChange: Equatable, Sendable {
  /// Relative to the work tree.
  public let path: String
  /// nil: not there.
  public let old: GitID?
  public let new: GitID?
  /// Of the new side.
  public let mode: UInt32

  public var isRegularFile: Bool { mode & 0o170000 == 0o100000 }
}

/// A commit with the files it changed: against its parent, in a merge those that no parent has like this.
public struct GitHistoryEntry: Sendable {
  public let id: GitID
  public let parents: [GitID]
  public let time: Int64
  public let author: String
  public let subject: String
  public var changes: [GitFileChange]
}

extension GitRepository {
  /// The tree without anything in it.
  static let emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

  /// What the next commit changes, as the index has it now.
  public func stagedChanges() throws(GitError) -> [GitFileChange] {
    let base = try headCommit()?.hex ?? Self.emptyTree
    let output = try program.run([
      "diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", base,
    ]).output
    return Self.rawChanges(output.split(separator: 0, omittingEmptySubsequences: false)[...])
  }

  /// Tracked files whose work tree version isn't the one in the index.
  public func unstagedPaths() throws(GitError) -> Set<String> {
    let output = try program.run(["diff-files", "--name-only", "-z"]).output
    return Set(output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
  }

  /// The index's entries that match one of the patterns (as pathspecs): path and blob.
  public func indexEntries(matching patterns: [String]) throws(GitError) -> [(path: String, blob: GitID)] {
    let output = try program.run(["ls-files", "--stage", "-z", "--full-name", "--"] + patterns).output
    var result: [(path: String, blob: GitID)] = []
    for record in output.split(separator: 0) {
      guard let tab = record.firstIndex(of: 0x09) else { continue }
      let words = record[..<tab].split(separator: 0x20)
      guard words.count == 3, words[2].first == UInt8(ascii: "0"), let id = GitID(hex: words[1]) else {
        continue
      }
      result.append((String(decoding: record[(tab + 1)...], as: UTF8.self), id))
    }
    return result
  }

  /// The files that differ between two commits; nil as `old`: everything is new.
  public func changes(
    from old: GitID?, to new: GitID, matching patterns: [String] = []
  ) throws(GitError) -> [GitFileChange] {
    var arguments = ["diff-tree", "-r", "--raw", "-z", "--no-renames", "--no-abbrev"]
    arguments += [old?.hex ?? Self.emptyTree, new.hex, "--"] + patterns
    let output = try program.run(arguments).output
    return Self.rawChanges(output.split(separator: 0, omittingEmptySubsequences: false)[...])
  }

  /// Sizes of blobs, in order; nil for one that isn't there.
  public func sizes(of blobs: [GitID]) throws(GitError) -> [Int?] {
    if blobs.isEmpty { return [] }
    let input = Array(blobs.map { $0.hex + "\n" }.joined().utf8)
    let output = try program.run(["cat-file", "--batch-check=%(objectsize)"], input: input).output
    return output.split(separator: 0x0A).map { Int(String(decoding: $0, as: UTF8.self)) }
  }

  /// Commits, newest first, with the files matching the patterns that each changed. Those that changed none may
  /// be left out.
  /// - Parameters:
  ///   - revisions: arguments of `git rev-list`: ids, `--all`, `^ID`, `--not`.
  ///   - firstParent: compare a merge with its first parent, instead of all of them.
  public func history(
    _ revisions: [String], matching patterns: [String], firstParent: Bool = false
  ) throws(GitError) -> [GitHistoryEntry] {
    var arguments = [
      "-c", "core.quotePath=false", "log", "-z", "--raw", "--no-abbrev", "--no-renames", "--full-history",
      "--no-show-signature", "--no-color", "--no-notes", "--encoding=UTF-8",
      "--format=%x01%H %P%x02%ct%x02%an%x02%s", firstParent ? "--diff-merges=first-parent" : "-c",
    ]
    // The ids may be many: they come by standard input, one a line, where options are not allowed.
    arguments += revisions.filter { $0.hasPrefix("-") } + ["--stdin", "--"] + patterns
    let input = Array(revisions.filter { !$0.hasPrefix("-") }.map { $0 + "\n" }.joined().utf8)
    let output = try program.run(arguments, input: input).output
    return Self.historyEntries(output)
  }

  static func historyEntries(_ output: [UInt8]) -> [GitHistoryEntry] {
    var result: [GitHistoryEntry] = []
    let tokens = output.split(separator: 0, omittingEmptySubsequences: true)
    var at = 0
    while at < tokens.count {
      let token = tokens[at].drop { $0 == 0x0A }
      at += 1
      if token.first == 1 {
        if let entry = historyEntry(token.dropFirst()) { result.append(entry) }
      } else if token.first == UInt8(ascii: ":"), at < tokens.count, !result.isEmpty {
        if let change = rawChange(token, tokens[at]) { result[result.count - 1].changes.append(change) }
        at += 1
      }
    }
    return result
  }

  private static func historyEntry(_ token: ArraySlice<UInt8>) -> GitHistoryEntry? {
    let parts = token.split(separator: 2, maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    let ids = parts[0].split(separator: 0x20).compactMap { GitID(hex: $0) }
    guard let id = ids.first else { return nil }
    func text(_ i: Int) -> String { String(decoding: parts[i], as: UTF8.self) }
    return GitHistoryEntry(
      id: id, parents: Array(ids.dropFirst()), time: Int64(text(1)) ?? 0, author: text(2), subject: text(3),
      changes: [])
  }

  private static func rawChanges(_ tokens: ArraySlice<ArraySlice<UInt8>>) -> [GitFileChange] {
    var result: [GitFileChange] = []
    var at = tokens.startIndex
    while at + 1 < tokens.endIndex {
      if let change = rawChange(tokens[at], tokens[at + 1]) { result.append(change) }
      at += 2
    }
    return result
  }

  /// `:100644 100644 OLD NEW M`; for a merge of n parents n colons, n old modes and ids.
  private static func rawChange(_ header: ArraySlice<UInt8>, _ path: ArraySlice<UInt8>) -> GitFileChange? {
    let parents = header.prefix { $0 == UInt8(ascii: ":") }.count
    let words = header.dropFirst(parents).split(separator: 0x20)
    guard parents > 0, words.count == 2 * (parents + 1) + 1 else { return nil }
    func id(_ word: ArraySlice<UInt8>) -> GitID? {
      word.allSatisfy { $0 == UInt8(ascii: "0") } ? nil : GitID(hex: word)
    }
    var mode: UInt32 = 0
    for digit in words[parents] where (0x30...0x37).contains(digit) {
      mode = mode << 3 | UInt32(digit - 0x30)
    }
    return GitFileChange(
      path: String(decoding: path, as: UTF8.self), old: id(words[parents + 1]),
      new: id(words[2 * parents + 1]),
      mode: mode)
  }
}

extension GitRepository {
  /// Commits with their parents, newest first.
  public func graph(_ revisions: [String]) throws(GitError) -> [(id: GitID, parents: [GitID])] {
    let input = Array(revisions.map { $0 + "\n" }.joined().utf8)
    let output = try program.run(["rev-list", "--parents", "--date-order", "--stdin"], input: input).output
    return output.split(separator: 0x0A).compactMap { line in
      let ids = line.split(separator: 0x20).compactMap { GitID(hex: $0) }
      return ids.first.map { ($0, Array(ids.dropFirst())) }
    }
  }
}

extension RevisionTree {
  /// The blob of a file; nil when there is no such file.
  public func blob(_ path: String) throws(GitError) -> GitID? {
    let path = Paths.normalize(Paths.join(subdirectory, path))
    guard let step = try find(path), step.rest.isEmpty, step.entry.kind == .file else { return nil }
    return step.entry.id
  }
}

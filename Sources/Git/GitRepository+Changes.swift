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

  private static func rawChanges(_ tokens: ArraySlice<ArraySlice<UInt8>>) -> [GitFileChange] {
    var result: [GitFileChange] = []
    var at = tokens.startIndex
    while at + 1 < tokens.endIndex {
      if let change = GitFileChange(rawHeader: tokens[at], path: tokens[at + 1]) { result.append(change) }
      at += 2
    }
    return result
  }
}

extension GitFileChange {
  /// `:100644 100644 OLD NEW M`; for a merge of n parents n colons, n old modes and ids.
  init?(rawHeader header: ArraySlice<UInt8>, path: some Collection<UInt8>) {
    let parents = header.prefix { $0 == UInt8(ascii: ":") }.count
    let words = header.dropFirst(parents).split(separator: 0x20)
    guard parents > 0, words.count == 2 * (parents + 1) + 1 else { return nil }
    // Zeros: no file.
    func id(_ word: ArraySlice<UInt8>) -> GitID? {
      word.allSatisfy { $0 == UInt8(ascii: "0") } ? nil : GitID(hex: word)
    }
    var mode: UInt32 = 0
    for digit in words[parents] where (0x30...0x37).contains(digit) {
      mode = mode << 3 | UInt32(digit - 0x30)
    }
    self.init(
      path: String(decoding: path, as: UTF8.self), old: id(words[parents + 1]),
      new: id(words[2 * parents + 1]),
      mode: mode)
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

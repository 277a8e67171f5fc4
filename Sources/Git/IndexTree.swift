import Files

/// The files that git's index has below one directory, as the next commit would have them, or as one side of a conflict.
public struct IndexTree: SourceTree {
  private let git: GitRepository
  /// By path below the directory.
  private let blobs: [String: GitID]
  private let directories: [String: [(name: String, kind: FileInfo.Kind)]]

  /// - Parameter entries: path below the directory and blob, no path twice.
  init(_ git: GitRepository, _ entries: [(path: String, blob: GitID)]) {
    self.git = git
    var blobs: [String: GitID] = [:]
    var names: [String: [String: FileInfo.Kind]] = [:]
    for (path, blob) in entries {
      blobs[path] = blob
      var (rest, kind) = (path, FileInfo.Kind.file)
      while true {
        let parent = rest.contains("/") ? Paths.parent(rest) : ""
        let isKnown = names[parent] != nil
        names[parent, default: [:]][Paths.name(rest)] = kind
        if isKnown || parent.isEmpty { break }
        (rest, kind) = (parent, .directory)
      }
    }
    self.blobs = blobs
    directories = names.mapValues { entries in
      entries.map { (name: $0.key, kind: $0.value) }
        .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
  }

  public func read(_ path: String) throws -> [UInt8]? { try blobs[path].map { try git.blob($0) } }

  public func kind(_ path: String) -> FileInfo.Kind? {
    if blobs[path] != nil { return .file }
    return path.isEmpty || directories[path] != nil ? .directory : nil
  }

  public func list(_ path: String) -> [(name: String, kind: FileInfo.Kind)] { directories[path] ?? [] }
}

extension GitRepository {
  /// What the index has: one tree, or during a conflict one for each side and for what both come from.
  /// - Parameters:
  ///   - subdirectory: relative to the work tree; `""`: all of it.
  ///   - isLeftOut: told the path, relative to the work tree, of what is in conflict with nothing.
  public func indexTrees(
    below subdirectory: String, leavingOut isLeftOut: (String) -> Bool = { _ in false }
  ) throws(GitError) -> [IndexTree] {
    let prefix = subdirectory.isEmpty ? "" : subdirectory + "/"
    var sides: [[(path: String, blob: GitID)]] = [[], [], [], []]
    for record in try program.run(["ls-files", "--stage", "-z", "--full-name"]).output.split(separator: 0) {
      // "100644 ID STAGE\tPATH"
      guard let tab = record.firstIndex(of: 0x09) else { continue }
      let words = record[..<tab].split(separator: 0x20)
      let path = String(decoding: record[(tab + 1)...], as: UTF8.self)
      guard words.count == 3, words[0].starts(with: "100".utf8), path.hasPrefix(prefix),
        let id = GitID(hex: words[1]),
        let stage = words[2].first.map({ Int($0) - 0x30 }), sides.indices.contains(stage),
        stage > 0 || !isLeftOut(path)
      else { continue }
      sides[stage].append((String(path.dropFirst(prefix.count)), id))
    }
    let settled = sides[0]
    if sides[1...].allSatisfy(\.isEmpty) { return settled.isEmpty ? [] : [IndexTree(self, settled)] }
    return sides[1...].filter { !$0.isEmpty }.map { IndexTree(self, settled + $0) }
  }
}

import Files
import Git
import Hashing
import History
import Objects
import Workspace

/// One version of an artifact.
public struct LogEntry: Sendable {
  public let commit: HistoryIndex.Commit
  /// nil: it was removed.
  public let now: HistoryIndex.Fact?
  public let before: HistoryIndex.Fact?
  /// Files of a directory that came, went and changed; nil where the cache lacks a directory object.
  public var files: (added: Int, deleted: Int, modified: Int)?
  /// Tags that have this version.
  public var tags: [String] = []
}

extension Session {
  /// The versions of an artifact, newest first.
  /// - Parameter word: an output's path, or its `.dvc` file.
  /// - Throws: `WorkspaceError.targetNotFound` when no commit knows it.
  public func log(_ word: String) throws -> [LogEntry] {
    let project = try historyProject()
    let index = try HistoryBuilder(project.repository, project.git).index()
    var path = try project.path(word, from: environment.workingDirectory)
    var versions = index.versions(of: path)
    if versions.isEmpty, path.hasSuffix(".dvc") {
      path = String(path.dropLast(4))
      versions = index.versions(of: path)
    }
    if versions.isEmpty {
      throw WorkspaceError.targetNotFound(
        target: word, cause: .noSuchStage(name: word, file: "dvc.yaml"))
    }
    var entries = versions.map { LogEntry(commit: $0.commit, now: $0.now, before: $0.before) }
    let store = try project.repository.store
    for i in entries.indices { entries[i].files = Self.difference(entries[i], store) }
    try addTags(&entries, path, index, project.git)
    return entries
  }

  private func addTags(
    _ entries: inout [LogEntry], _ path: String, _ index: HistoryIndex, _ git: GitRepository
  ) throws {
    var blobs: [String: [GitID: Bool]] = [:]
    for tag in try git.tags() {
      guard let commit = try git.commit(of: tag), let tree = try? git.tree(at: commit) else { continue }
      for (number, entry) in entries.enumerated() {
        guard let fact = entry.now, let hash = fact.hash else { continue }
        if blobs[hash] == nil {
          blobs[hash] = [:]
          for blob in index.blobs(naming: [hash])[fact.file] ?? [] { blobs[hash]?[blob] = true }
        }
        if let blob = try tree.blob(fact.file), blobs[hash]?[blob] == true {
          entries[number].tags.append(tag.shortName)
          break
        }
      }
    }
  }

  private static func difference(
    _ entry: LogEntry, _ store: ObjectStore
  ) -> (added: Int, deleted: Int, modified: Int)? {
    func tree(_ fact: HistoryIndex.Fact?) -> Tree? {
      guard let id = fact?.hash.flatMap({ ObjectID($0) }), id.isTree else { return nil }
      return try? store.tree(id)
    }
    guard let now = tree(entry.now) else { return nil }
    var counts = (added: 0, deleted: 0, modified: 0)
    if entry.before == nil { return (now.count, 0, 0) }
    guard let before = tree(entry.before) else { return nil }
    Tree.diff(old: before, new: now) { change in
      switch change {
      case .added: counts.added += 1
      case .deleted: counts.deleted += 1
      case .modified: counts.modified += 1
      }
    }
    return counts
  }
}

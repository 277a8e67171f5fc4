import Exchange
import Files
import Git
import Hashing
import History
import Manifests
import Objects
import Workspace

/// Where a piece of data comes up.
public struct WhenceReport: Sendable {
  /// What was looked for.
  public var hash = ""
  /// Directories that hold it: their hash and its paths inside, as far as the cache has them.
  public var inside: [(directory: String, path: String)] = []
  public var places: [HistoryIndex.Place] = []
  /// Branches, tags and experiments that name it at their tips.
  public var references: [String] = []
  public var isInCache = false
  /// By remote: whether it has it; nil: it could not be asked.
  public var remotes: [(name: String, has: Bool?)] = []

  public init() {}
}

extension Session {
  /// Which commits, paths, stages and tags have a file, and which remotes.
  /// - Parameter word: a file or directory, or a hash (with or without `.dir`).
  public func whence(_ word: String) throws -> WhenceReport {
    let project = try historyProject()
    let (git, store) = (project.git, try project.repository.store)
    let index = try HistoryBuilder(project.repository, git).index()
    let ids = try hashes(of: word, project.repository)
    var report = WhenceReport()
    report.hash = ids.first?.description ?? word
    var wanted = Set(ids.map(\.description))
    for id in ids where !id.isTree {
      for (directory, path) in try holders(of: id, index, store) {
        report.inside.append((directory, path))
        wanted.insert(directory)
      }
    }
    report.places = index.places(of: wanted)
    let blobs = index.blobs(naming: wanted)
    for reference in try git.references(below: "refs/") where !reference.name.hasPrefix("refs/remotes/") {
      guard let commit = try git.commit(of: reference), let tree = try? git.tree(at: commit) else { continue }
      for (file, versions) in blobs {
        if let blob = try tree.blob(file), versions.contains(blob) {
          report.references.append(reference.shortName)
          break
        }
      }
    }
    for id in ids where try store.contains(id) { report.isInCache = true }
    for name in project.repository.config.remoteNames {
      var has: Bool?
      if let remote = try? RemoteFactory(repository: project.repository, jobs: nil).remote(name),
        let missing = try? remote.missing(ids)
      {
        has = missing.count < ids.count
      }
      report.remotes.append((name, has))
    }
    return report
  }

  /// The objects a word stands for: those of a file that is there, or of a hash.
  func hashes(of word: String, _ repository: Repository) throws -> [ObjectID] {
    let path = Paths.absolute(word, in: environment.workingDirectory)
    if try FileSystem.info(path) != nil {
      defer { repository.state.save() }
      if let snapshot = try ChangeDetector(repository).snapshot(of: path) { return [snapshot.id] }
    }
    var text = word
    if let colon = text.lastIndex(of: ":") { text = String(text[text.index(after: colon)...]) }
    guard let id = ObjectID(text) else { throw UsageError.neitherFileNorHash(word) }
    return id.isTree ? [id] : [id, ObjectID(id.digest, algorithm: id.algorithm, isTree: true)]
  }

  /// The directories in the cache that have a file of this hash.
  func holders(
    of id: ObjectID, _ index: HistoryIndex, _ store: ObjectStore
  ) throws -> [(directory: String, path: String)] {
    var found: [(directory: String, path: String)] = []
    let needle = Array(id.hex.utf8)
    for hash in index.directoryHashes {
      guard let tree = ObjectID(hash), try store.contains(tree) else { continue }
      // Most directories don't have it: their bytes are searched before they are read.
      guard try store.read(tree).contains(needle) else { continue }
      let members = try store.tree(tree)
      for i in 0..<members.count where members.digest(i) == id.digest {
        found.append((hash, members.path(i)))
      }
    }
    return found
  }
}

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
    report.inside = try holders(of: ids, index, project.repository)
    let wanted = Set(ids.map(\.description) + report.inside.map(\.directory))
    report.places = index.places(of: wanted)
    report.references = try references(naming: wanted, index, git)
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
    guard let id = objectID(text, repository) else { throw UsageError.neitherFileNorHash(word) }
    return id.isTree ? [id] : [id, ObjectID(id.digest, algorithm: id.algorithm, isTree: true)]
  }

  /// A hash as text: an md5, or one of the project's own kind.
  private func objectID(_ text: String, _ repository: Repository) -> ObjectID? {
    ObjectID(text) ?? ObjectID(text, algorithm: repository.algorithm)
  }

  /// The directories in the cache that have a file of one of these hashes.
  func holders(
    of ids: [ObjectID], _ index: HistoryIndex, _ repository: Repository
  ) throws -> [(directory: String, path: String)] {
    let store = try repository.store
    let files = ids.filter { !$0.isTree }
    guard !files.isEmpty else { return [] }
    var found: [(directory: String, path: String)] = []
    let needles = files.map { Array($0.hex.utf8) }
    for hash in index.directoryHashes {
      guard let tree = objectID(hash, repository), try store.contains(tree) else { continue }
      // Most directories don't have it: their bytes are searched before they are read.
      let bytes = try store.read(tree)
      guard needles.contains(where: { bytes.contains($0) }) else { continue }
      let members = try store.tree(tree)
      for i in 0..<members.count where files.contains(where: { $0.digest == members.digest(i) }) {
        found.append((hash, members.path(i)))
      }
    }
    return found
  }

  /// Branches, tags and experiments whose files of ours name one of these hashes at their tips.
  func references(
    naming hashes: Set<String>, _ index: HistoryIndex, _ git: GitRepository
  ) throws -> [String] {
    let blobs = index.blobs(naming: hashes)
    var names: [String] = []
    for reference in try git.references(below: "refs/") where !reference.name.hasPrefix("refs/remotes/") {
      guard let commit = try git.commit(of: reference), let tree = try? git.tree(at: commit) else { continue }
      for (file, versions) in blobs {
        if let blob = try tree.blob(file), versions.contains(blob) {
          names.append(reference.shortName)
          break
        }
      }
    }
    return names
  }
}

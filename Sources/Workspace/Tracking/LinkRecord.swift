import Documents
import Files
import Glibc
import Hashing

/// What `add`, `commit` and checkouts put into the workspace: root-relative path → object. So that data whose pointer went away (another
/// branch, say) can be cleared, and nothing else. `.dvc/tmp/cairn/links`, JSON; safe to delete.
struct LinkRecord {
  private let repository: Repository
  private let file: String
  private var entries: [String: String] = [:]
  private var isChanged = false

  /// - Throws: `FileError` when there is one that can't be read: taken for empty, it would be overwritten.
  init(_ repository: Repository) throws(FileError) {
    self.repository = repository
    file = Paths.join(repository.privateDirectory, "links")
    guard let bytes = try FileSystem.readIfPresent(file), let top = (try? JSON.load(bytes))?.map else {
      return
    }
    for entry in top.entries {
      if let path = entry.key.string, let id = entry.value.string { entries[path] = id }
    }
  }

  mutating func add(_ path: String, _ id: ObjectID) {
    guard Paths.isInside(path, repository.root) else { return }
    let text = "\(id.algorithm.name):\(id)"
    if entries[repository.key(of: path)] == text { return }
    entries[repository.key(of: path)] = text
    isChanged = true
  }

  /// Paths that nothing in `index` tracks any more, whose content is still what was put there, and all of it in the cache.
  mutating func unused(by index: Index, detector: ChangeDetector) throws -> [String] {
    var unused: [String] = []
    for (key, text) in entries.sorted(by: { $0.key < $1.key }) {
      let path = Paths.absolute(key, in: repository.root)
      let parts = text.split(separator: ":", maxSplits: 1)
      guard Paths.isInside(path, repository.root), parts.count == 2,
        let algorithm = HashAlgorithm.allCases.first(where: { $0.name == parts[0] }),
        let id = ObjectID(String(parts[1]), algorithm: algorithm)
      else {
        drop(key)
        continue
      }
      if index.output(holding: path) != nil || !index.outputs(below: path).isEmpty { continue }
      drop(key)
      guard try isInPlace(Paths.parent(path)),
        try detector.snapshot(of: path, algorithm: algorithm)?.id == id,
        try detector.isInCache(id)
      else { continue }
      unused.append(path)
    }
    return unused
  }

  /// Whether a directory is there, and no link leads to it.
  private func isInPlace(_ directory: String) throws -> Bool {
    do {
      return try FileSystem.realPath(directory) == directory
    } catch {
      if [ENOENT, ENOTDIR, ELOOP].contains(error.errno) { return false }
      throw error
    }
  }

  /// Adds what the run placed.
  static func remember(_ repository: Repository) {
    guard !repository.placed.isEmpty, var record = try? LinkRecord(repository) else { return }
    for (path, id) in repository.placed { record.add(path, id) }
    repository.placed = [:]
    record.save()
  }

  private mutating func drop(_ key: String) {
    entries[key] = nil
    isChanged = true
  }

  func save() {
    guard isChanged else { return }
    var mapping = Mapping()
    for (path, id) in entries.sorted(by: { $0.key < $1.key }) { mapping[path] = .string(id) }
    try? FileSystem.makeDirectories(Paths.parent(file))
    try? FileSystem.write(JSON.bytes(of: .map(mapping)), to: file, durable: false, followLinks: false)
  }
}

extension Repository {
  /// Keeps what was learned of the disk and of what this run placed there.
  public func saveState() {
    LinkRecord.remember(self)
    state.save()
    saveVerified()
  }
}

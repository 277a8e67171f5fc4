import Files
import Hashing
import Objects

/// What bringing back one output will do.
struct CheckoutPlan {
  enum Work {
    case nothing
    case file
    case directory(DirectoryWork)
  }

  let path: String
  let id: ObjectID
  let isExecutable: Bool
  /// What is there now.
  let current: Snapshot?
  /// A link stands where a directory belongs, or one that leads nowhere.
  var isLink = false
  /// The file has x bits that its record hasn't: the peer's checkout reports a change and leaves them alone.
  var isExtraExecutable = false
  var work: Work
  /// Directories without files inside this one, relative: no record has them.
  var emptyDirectories: [String] = []

  var existed: Bool { current != nil || isLink }

  var isChange: Bool {
    if !emptyDirectories.isEmpty { return true }
    return switch work {
    case .nothing: isExtraExecutable
    case .file: current?.id != id || current?.isExecutable != isExecutable
    case .directory(let work): current?.isDirectory == false || work.isChange
    }
  }

  /// Files that come, change and go.
  var counts: (added: Int, modified: Int, deleted: Int) {
    switch work {
    case .nothing: (0, isExtraExecutable ? 1 : 0, obsoleteDirectories([], nil))
    case .file: existed ? (0, isChange ? 1 : 0, 0) : (1, 0, 0)
    case .directory(let work):
      (
        work.create.count - work.replaced.count - work.relinked, work.replaced.count + work.plain.count,
        work.remove.count
          + obsoleteDirectories(work.remove.compactMap { work.listing?.files.path($0) }, work.tree)
      )
    }
  }

  /// How many directories the removed files and empty directories are in that the record has no files in: the peer
  /// counts them as files.
  private func obsoleteDirectories(_ removed: [String], _ tree: Tree?) -> Int {
    var seen: Set<String> = []
    func add(_ directory: String) {
      var here = directory
      while !here.isEmpty, isObsolete(here, tree), seen.insert(here).inserted { here = Paths.parent(here) }
    }
    for directory in emptyDirectories { add(directory) }
    for file in removed { add(Paths.parent(file)) }
    return seen.count
  }

  private func isObsolete(_ directory: String, _ tree: Tree?) -> Bool {
    if let tree { return tree.range(below: directory).isEmpty }
    return current?.listing?.files.indices(below: directory).isEmpty ?? true
  }

  /// Absolute paths whose present content would be gone for good.
  func losses(in store: ObjectStore) throws -> [String] {
    guard let current, current.id != id || isReplacingLinks else { return [] }
    var candidates: [(path: String, id: ObjectID)] = []
    func add(_ listing: Listing, _ index: Int) {
      candidates.append(
        (
          Paths.join(path, listing.files.path(index)),
          ObjectID(listing.digests[index], algorithm: id.algorithm)
        ))
    }
    switch work {
    case .nothing: break
    case .file:
      if let listing = current.listing {
        for index in 0..<listing.files.count { add(listing, index) }
      } else {
        candidates.append((path, current.id))
      }
    case .directory(let work):
      if let listing = current.listing {
        for index in work.remove + work.replaced { add(listing, index) }
      } else {
        candidates.append((path, current.id))
      }
    }
    let missing = Set(try store.missing(candidates.map(\.id), verified: true))
    return candidates.filter { missing.contains($0.id) }.map(\.path)
  }

  private var isReplacingLinks: Bool { if case .directory = work { true } else { false } }

  func execute(_ repository: Repository, relink: Bool) throws {
    let store = try repository.store
    clearEmptyDirectories()
    switch work {
    case .nothing: return
    case .file:
      if let current, current.id == id, !relink {
        let mode = (try FileSystem.info(path)?.mode ?? 0o644) | 0o100
        return try FileSystem.setMode(mode, of: path)
      }
      if current?.isDirectory == true { try FileSystem.removeTree(path) }
      let info = try store.link(id, to: path, isExecutable: isExecutable)
      repository.state.record(
        file: repository.key(of: path), info: info, digest: id.digest, algorithm: id.algorithm, seenAt: .max)
    case .directory(let work):
      if current?.isDirectory == false || isLink { try FileSystem.remove(path) }
      try execute(work, repository, store)
    }
  }

  private func execute(_ work: DirectoryWork, _ repository: Repository, _ store: ObjectStore) throws {
    if let listing = work.listing {
      try store.removeFiles(work.remove.map { listing.files.path($0) }, below: path)
    }
    let made = try store.checkout(
      work.tree, indices: work.create, into: path, progress: repository.progress,
      cancellation: repository.cancellation)
    remember(work, made, repository, isSymlink: try store.linkType(for: path) == .symlink)
  }

  /// Takes away what is still empty, and what that leaves empty; what is needed after all is made again.
  private func clearEmptyDirectories() {
    for directory in emptyDirectories {
      var here = directory
      while !here.isEmpty, FileSystem.removeEmptyDirectory(Paths.join(path, here)) {
        here = Paths.parent(here)
      }
    }
  }

  private func remember(_ work: DirectoryWork, _ made: [FileInfo], _ repository: Repository, isSymlink: Bool)
  {
    var infos = [FileInfo?](repeating: nil, count: work.tree.count)
    for (index, info) in zip(work.create, made) { infos[index] = info }
    for (index, old) in work.kept.enumerated() {
      if let old, let listing = work.listing { infos[index] = listing.files.info(old) }
    }
    repository.state.record(
      directory: repository.key(of: path), tree: id, entries: work.tree, infos: infos)
  }
}

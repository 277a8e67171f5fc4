import Files
import Hashing
import Objects

/// Makes tracked data in the workspace the kind of link that `cache.type` asks for, after it was stored (formats §2.5).
public struct Relinker {
  let repository: Repository

  public init(repository: Repository) { self.repository = repository }

  /// - Parameter snapshot: what was just stored; a file that changed since is left alone and reported.
  /// - Throws: `StoreError`, `FileError`
  public func relink(_ path: String, _ snapshot: Snapshot) throws {
    let store = try repository.store
    repository.placed[path] = snapshot.id
    let type = try store.linkType(for: Paths.parent(path))
    if let listing = snapshot.listing {
      try relink(path, listing, snapshot, type, store)
    } else {
      try relinkFile(path, snapshot, type, store)
    }
  }

  private func relinkFile(_ path: String, _ snapshot: Snapshot, _ type: LinkType, _ store: ObjectStore) throws
  {
    guard let info = try FileSystem.info(path) else { return }
    let own = try FileSystem.info(path, followLinks: false)
    if type == .copy || type == .reflink, own?.kind == .file, own?.links == 1 {
      // An independent file already: only its mode is made the usual one.
      let isShared = store.settings.isShared && store.settings.linkTypes.first == .copy
      let mode = WorkspaceMode.file(isShared: isShared) | (snapshot.isExecutable ? 0o100 : 0)
      if info.mode != mode { try FileSystem.setMode(mode, of: path) }
      return
    }
    // A link to elsewhere is no copy.
    if type == .hardlink || type == .symlink, try store.currentLink(of: path, to: snapshot.id) == type {
      return
    }
    let seen = try DataReader(repository: repository).snapshot(
      of: path, algorithm: snapshot.id.algorithm, for: .hash)
    guard seen?.id == snapshot.id else { throw StoreError.changedWhileReading(path: path) }
    try store.link(snapshot.id, to: path, isExecutable: snapshot.isExecutable, type: type)
  }

  private func relink(
    _ path: String, _ listing: Listing, _ snapshot: Snapshot, _ type: LinkType, _ store: ObjectStore
  ) throws {
    let algorithm = snapshot.id.algorithm
    var wrong: [Int] = []
    for index in 0..<listing.files.count {
      let isIndependent = !listing.files.isLink(index) && listing.files.info(index).links == 1
      if type == .copy || type == .reflink {
        if !isIndependent { wrong.append(index) }
      } else if type == .hardlink, listing.files.size(index) == 0, isIndependent {
        continue
      } else if isIndependent {
        wrong.append(index)
      } else {
        let id = ObjectID(listing.digests[index], algorithm: algorithm)
        if try store.currentLink(of: Paths.join(path, listing.files.path(index)), to: id) != type {
          wrong.append(index)
        }
      }
    }
    guard !wrong.isEmpty else { return }
    let infos = try store.relink(
      listing.files, root: path, indices: wrong, digests: wrong.map { listing.digests[$0] },
      algorithm: algorithm,
      type: type, progress: repository.progress, cancellation: repository.cancellation)
    var entries = (0..<listing.files.count).map {
      (path: listing.files.path($0), info: listing.files.info($0), isLink: listing.files.isLink($0))
    }
    for (index, info) in zip(wrong, infos) {
      entries[index].info = info
      entries[index].isLink = type == .symlink
    }
    repository.state.record(
      directory: repository.key(of: path),
      listing: Listing(files: FileList(entries), digests: listing.digests),
      tree: snapshot.id, size: snapshot.size, hashedAt: nil)
  }
}

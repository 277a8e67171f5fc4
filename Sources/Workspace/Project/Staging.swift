import Files
import Glibc

extension Repository {
  /// A file of ours was written or removed: it will be staged or named in the hint, and read anew.
  public func noteChange(of path: String) {
    changes.add(path)
    invalidateIndex()
  }

  /// Writing follows a link in the last place: one that a stranger's repository brought may not lead out of it.
  func refuseLinkOutside(_ path: String) throws { try Self.refuseLinkOutside(path, of: root) }

  /// The same for a project that isn't open.
  public static func refuseLinkOutside(_ path: String, of root: String) throws {
    // A link may lead to another one.
    var place = path
    for _ in 0..<40 {
      guard try FileSystem.info(place, followLinks: false)?.kind == .symlink else { return }
      let target = Paths.normalize(Paths.join(Paths.parent(place), try FileSystem.readLink(place)))
      let real = try? FileSystem.realPath(Paths.parent(target))
      guard let real, real == root || Paths.isInside(real, root) else { break }
      place = Paths.join(real, Paths.name(target))
    }
    throw FileError("write", path, errno: ELOOP)
  }

  /// Writes a file of ours atomically and durably, unless it has these bytes already.
  /// - Parameter keepsIgnores: what `.gitignore` files got so far stays, whatever fails later. A run takes its lines
  ///   back when a later stage fails, as the peer does.
  /// - Returns: whether it was written.
  @discardableResult
  public func writeTracked(
    _ bytes: [UInt8], to path: String, durable: Bool = true, keepsIgnores: Bool = true
  ) throws -> Bool {
    try refuseLinkOutside(path)
    if try FileSystem.readIfPresent(path) == bytes { return false }
    do {
      try FileSystem.write(bytes, to: path, durable: durable && durability != .none, nursery: nursery)
    } catch {
      // It may have its name already and only not be safe from a power cut.
      if keepsIgnores, (try? FileSystem.readIfPresent(path)) == bytes { ignoreEdits.keep() }
      throw error
    }
    if keepsIgnores { ignoreEdits.keep() }
    return true
  }

  /// Removes a file of ours durably. What `.gitignore` files got so far stays, whatever fails later.
  public func removeTracked(_ path: String) throws {
    let wasThere = try FileSystem.remove(path)
    ignoreEdits.keep()
    noteChange(of: path)
    if wasThere, durability != .none { try FileSystem.syncDirectory(Paths.parent(path)) }
  }

  /// Several files of ours at once, as ``writeTracked(_:to:durable:keepsIgnores:)`` writes one: on the disk before the
  /// first of them gets its name.
  public func writeTracked(_ files: [(path: String, bytes: [UInt8])]) throws {
    var batch = FileBatch(nursery: nursery)
    do {
      for file in files {
        try refuseLinkOutside(file.path)
        if try FileSystem.readIfPresent(file.path) != file.bytes { try batch.add(file.bytes, to: file.path) }
      }
    } catch {
      batch.discard()
      throw error
    }
    try batch.place(durable: durability != .none) { ignoreEdits.keep() }
    ignoreEdits.keep()
  }
}

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
    guard try FileSystem.info(path, followLinks: false)?.kind == .symlink else { return }
    let target = Paths.join(Paths.parent(path), try FileSystem.readLink(path))
    let real = try? FileSystem.realPath(Paths.parent(Paths.normalize(target)))
    guard let real, real == root || Paths.isInside(real, root) else {
      throw FileError("write", path, errno: ELOOP)
    }
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
}

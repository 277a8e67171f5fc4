import Files
import Glibc
import Hashing

extension ObjectStore {
  /// Where objects go that are not what their name says. DVC deletes them; someone may want to look at what
  /// broke, and it may have been the only copy.
  public var quarantine: String {
    settings.quarantine ?? Paths.normalize(Paths.join(root, "../tmp/cairn/quarantine"))
  }

  /// What this process took out of the store because it passed for an object and was not what its name says.
  public var quarantined: [ObjectID] { corrupt.withLock { $0 } }

  /// Takes whatever stands under an object's name out of the store, into the quarantine. Fine when another process did so
  /// first.
  func moveToQuarantine(_ id: ObjectID) throws(FileError) {
    corrupt.withLock { $0.append(id) }
    try setAside(id)
  }

  /// The same by who tells of it.
  public func setAside(_ id: ObjectID) throws(FileError) {
    let from = path(of: id)
    let to = Paths.join(quarantine, id.description + temporaryNames.make())
    try FileSystem.makeDirectories(quarantine)
    do {
      try FileSystem.rename(from, to: to)
    } catch {
      switch error.errno {
      case ENOENT: return
      case EXDEV:
        // On another file system: a copy will do.
        try FileSystem.copyFile(from: from, to: to)
        try FileSystem.remove(from)
      default: throw error
      }
    }
  }
}

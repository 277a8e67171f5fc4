import CSystem
import Files
import Glibc

/// A directory of the workspace that is not there yet, filled in the nursery and put in its place whole: its files
/// need no temporary name and no rename each, and nobody sees half of them.
struct FreshDirectory {
  private let unfinished: UnfinishedDirectory
  private let parent: Int32
  private let path: String

  var descriptor: Int32 { unfinished.descriptor }

  /// - Returns: nil when something is at `path`, or the nursery (``StoreSettings/nursery``) is on another file system.
  init?(at path: String, in store: ObjectStore) throws {
    guard let nursery = store.settings.nursery.flatMap({ Nursery(path: $0) }), !Paths.name(path).isEmpty
    else {
      return nil
    }
    let parent = try store.openDirectory(Paths.parent(path))
    var info = sys_info()
    var place = sys_info()
    let isFree = Paths.name(path).withCString { sys_statat(parent, $0, 0, &info) } == -ENOENT
    guard isFree, sys_fstat(parent, &place) == 0, sys_fstat(nursery.descriptor, &info) == 0,
      place.device == info.device,
      let unfinished = UnfinishedDirectory(
        in: store.settings.nursery ?? "", name: store.temporaryNames.make())
    else {
      _ = sys_close(parent)
      return nil
    }
    self.unfinished = unfinished
    self.parent = parent
    self.path = path
  }

  /// Puts it in its place. Call it once.
  /// - Returns: false when that could not be done, because something stands there now or the way is across a mount;
  ///   it is removed then.
  func publish() throws(FileError) -> Bool {
    defer { _ = sys_close(parent) }
    let result = unfinished.path.withCString { from in
      Paths.name(path).withCString { name in
        let result = sys_renameat(AT_FDCWD, from, parent, name, 1)  // RENAME_NOREPLACE
        // Without the flag a rename replaces an empty directory at most.
        return result == -EINVAL ? sys_renameat(AT_FDCWD, from, parent, name, 0) : result
      }
    }
    if result == 0 { return true }
    _ = try FileSystem.removeTree(unfinished.path)
    if [-EEXIST, -ENOTEMPTY, -ENOTDIR, -EXDEV].contains(result) { return false }
    try check(result, "create", path)
    return true
  }
}

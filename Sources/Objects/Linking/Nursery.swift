import CSystem
import Files
import Glibc

/// The directory where workspace files are made before they are renamed to their place
/// (``StoreSettings/nursery``), held open.
final class Nursery {
  let descriptor: Int32

  /// nil when it can't be had: then files are made beside their place.
  init?(path: String) {
    guard (try? FileSystem.makeDirectories(path)) != nil else { return nil }
    descriptor = path.withCString { sys_open($0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0) }
    if descriptor < 0 { return nil }
  }

  deinit { if descriptor >= 0 { _ = sys_close(descriptor) } }
}

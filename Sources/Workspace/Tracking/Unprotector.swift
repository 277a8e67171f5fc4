import Files
import Objects

/// Turns links to the cache into writable, independent copies.
public struct Unprotector {
  let repository: Repository

  public init(repository: Repository) { self.repository = repository }

  /// - Returns: false when nothing is there.
  @discardableResult
  public func unprotect(_ path: String) throws -> Bool {
    guard let info = try FileSystem.info(path, followLinks: false) else { return false }
    guard info.isDirectory else {
      try ObjectStore.unprotect(path, nursery: repository.nursery)
      return true
    }
    let files = try repository.ignore.files(below: path, cancellation: repository.cancellation)
    for index in 0..<files.count {
      try repository.cancellation.check()
      let needs = files.isLink(index) || files.info(index).links > 1 || files.info(index).mode & 0o200 == 0
      if needs { try ObjectStore.unprotect(Paths.join(path, files.path(index)), nursery: repository.nursery) }
    }
    return true
  }
}

import Files
import Workspace

extension Session {
  /// Makes tracked data writable without touching what the cache has.
  /// - Throws: ``UsageError/unprotectMissing(path:)``, `FileError`.
  public func unprotect(_ options: UnprotectOptions) throws {
    try withRepository { repository in
      let unprotector = Unprotector(repository: repository)
      for target in options.targets {
        let path = Paths.absolute(target, in: environment.workingDirectory)
        if try !unprotector.unprotect(path) { throw UsageError.unprotectMissing(path: target) }
      }
    }
  }
}

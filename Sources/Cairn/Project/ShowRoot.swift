import Files
import Workspace

extension Session {
  /// The project's root, relative to the working directory.
  public func projectRoot() throws -> String {
    Paths.relative(
      try RepositoryLocator.find(from: environment.workingDirectory), to: environment.workingDirectory)
  }
}

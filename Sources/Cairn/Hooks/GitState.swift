import Files
import Git
import Workspace

extension Session {
  /// Whether git is in the middle of a rebase.
  /// - Parameter applyToo: also of the kind that applies mails (`git am`, `rebase --apply`).
  public func isRebasing(applyToo: Bool = true) throws -> Bool {
    let root = try RepositoryLocator.find(from: environment.workingDirectory)
    guard let location = try GitLocation.discover(from: root) else { return false }
    if FileSystem.exists(location.gitDirectory + "/rebase-merge") { return true }
    return applyToo && FileSystem.exists(location.gitDirectory + "/rebase-apply")
  }
}

extension Session {
  /// The commit that a name of git's stands for here; nil when there is none.
  public func commit(_ name: String) throws -> GitID? {
    guard let location = try GitLocation.discover(from: environment.workingDirectory) else { return nil }
    return try? GitRepository(location, environment: GitEnvironment(environment.variables)).resolve(name)
  }
}

import Exchange
import Files
import Hashing
import Objects
import Remotes
import Workspace

/// Directory objects that the cache lacks, looked at in their remotes and kept outside the cache. A remote that fails is
/// not asked again.
final class RemoteTrees {
  private let aside: ObjectStore
  private let repository: Repository
  private let index: Index
  private var remotes: [String?: (any Remote)?] = [:]

  init(_ session: Session, _ repository: Repository, _ index: Index) {
    aside = session.opener(repository).directoryObjects
    (self.repository, self.index) = (repository, index)
  }

  /// - Parameter name: of the remote of its output; nil: the default one.
  /// - Returns: nil when it is not to be had.
  /// - Throws: `Cancelled`, errors of the place where they are kept.
  func tree(_ id: ObjectID, _ name: String?) throws -> Tree? {
    if try !aside.contains(id) {
      do {
        guard let remote = try remote(name) else { return nil }
        _ = try remote.download(
          [id], into: aside, progress: repository.progress, cancellation: repository.cancellation)
      } catch let error as Cancelled {
        throw error
      } catch {
        remotes[name] = .some(nil)
        return nil
      }
    }
    return try aside.contains(id) ? aside.tree(id) : nil
  }

  private func remote(_ name: String?) throws -> (any Remote)? {
    if let known = remotes[name] { return known }
    let remote = try RemoteFactory(repository: repository, jobs: nil).remote(
      name ?? repository.core.remote, for: index.stages.flatMap(\.outputs), root: repository.root)
    remotes[name] = remote
    return remote
  }
}

import Files
import Workspace

extension Session {
  /// Makes the workspace's data what the pointers and lock files say.
  ///
  /// Without targets data is also removed that an earlier checkout made and nothing tracks any more.
  /// - Returns: what changed; `failed` lists outputs whose objects are not in the cache, after all others were done.
  /// - Throws: `WorkspaceError.unsavedFiles` before anything is touched, target and file errors, `Cancelled`.
  public func checkout(_ options: CheckoutOptions) throws -> Checkout.Report {
    try withRepository { repository in
      let index = try repository.index(naming: options.selection.alone, granular: true)
      let targets = try resolve(options.selection, index, repository)
      let checkout = Checkout(
        repository,
        .init(force: options.force, relink: options.relink, allowMissing: options.allowMissing))
      let isEverything = options.selection.targets.isEmpty
      let known = try knownPartialImports(targets, index, repository)
      let items = Checkout.items(of: targets, in: index).map { $0.known(known, repository) }
      return try checkout.run(items, removeUnused: isEverything ? index : nil)
    }
  }
}

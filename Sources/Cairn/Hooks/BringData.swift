import Files
import Git
import Hooks
import Manifests
import Workspace

/// What a hook did to the workspace's data after git changed the files of ours.
public struct BroughtData: Sendable {
  public var checkout = Checkout.Report()
  /// Left alone, because nobody else has what is there.
  public var unsaved: [String] = []

  public init() {}
}

extension Session {
  /// Makes data what the files of ours say after they went from one commit to another. Data that no cache has is
  /// left alone. Does nothing, and reads next to nothing, when none of these files differ.
  /// - Parameters:
  ///   - old: nil: unknown; everything is compared then.
  ///   - duringRebase: also while a rebase is going on.
  public func bringData(from old: GitID?, to new: GitID?, duringRebase: Bool = false) throws -> BroughtData {
    var brought = BroughtData()
    if old != nil, old == new { return brought }
    for project in try hookProjects() where project.policy.checkout {
      let directory = project.git.location.gitDirectory
      if !duringRebase,
        ["rebase-merge", "rebase-apply"].contains(where: { FileSystem.exists(directory + "/" + $0) })
      {
        continue
      }
      var changed: Set<String>?
      if let old, let new {
        let start = project.prefix.isEmpty ? "" : project.prefix + "/"
        let changes = try project.git.changes(
          from: old, to: new, matching: ["*.dvc", "*dvc.yaml", "*dvc.lock"])
        changed = Set(
          changes.filter { $0.path.hasPrefix(start) }.map { String($0.path.dropFirst(start.count)) })
        if changed?.isEmpty == true { continue }
      }
      try bring(project.repository, changed, &brought)
    }
    return brought
  }

  private func bring(_ repository: Repository, _ changed: Set<String>?, _ brought: inout BroughtData) throws {
    try repository.lock.acquire(wait: waitForLock, cancellation: cancellation)
    defer {
      repository.state.save()
      repository.lock.release()
    }
    let index = try repository.index()
    let targets = index.stages.indices.filter { position in
      let stage = index.stages[position]
      guard let changed else { return true }
      return changed.contains(stage.file)
        || stage.name != nil && changed.contains(PipelineSource.lockFile(of: stage.file))
    }.map { Target(stage: $0, path: nil) }
    // What was never recorded is nothing to bring.
    let items = Checkout.items(of: targets, in: index).filter { $0.output.recorded.object != nil }
    do {
      brought.checkout.add(try Checkout(repository, .init()).run(items, removeUnused: index))
    } catch WorkspaceError.unsavedFiles(let paths) {
      brought.unsaved += paths
      for item in items {
        do {
          brought.checkout.add(try Checkout(repository, .init()).run([item]))
        } catch WorkspaceError.unsavedFiles {
          continue
        }
      }
    }
  }
}

extension Checkout.Report {
  fileprivate mutating func add(_ other: Checkout.Report) {
    added += other.added
    modified += other.modified
    deleted += other.deleted
    failed += other.failed
    unrecorded += other.unrecorded
    addedFiles += other.addedFiles
    modifiedFiles += other.modifiedFiles
    deletedFiles += other.deletedFiles
  }
}
